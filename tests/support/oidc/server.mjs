// A real provider on the loopback: two people, two levels, and a page where one signs in. Prints its address when ready.
import { createServer } from "node:http";
import { Provider } from "oidc-provider";

const [port, back] = process.argv.slice(2);
const people = JSON.parse(process.env.PEOPLE);
const site = `http://127.0.0.1:${port}`;

const provider = new Provider(site, {
  clients: [
    {
      client_id: "salter",
      client_secret: "only-for-tests",
      redirect_uris: [back],
      grant_types: ["authorization_code"],
      response_types: ["code"],
    },
    {
      // The office's installation, which opens a mailbox by its own credentials; its name is that of the mailbox.
      client_id: "pisarnica",
      client_secret: "tajna/+ %",
      redirect_uris: [],
      grant_types: ["client_credentials"],
      response_types: [],
    },
  ],
  claims: { openid: ["sub"], profile: ["name"], email: ["email", "email_verified"], jmbg: ["jmbg"] },
  scopes: ["openid", "profile", "email", "jmbg"],
  acrValues: ["urn:test:low", "urn:test:high"],
  pkce: { required: () => true },
  cookies: { keys: ["only-for-tests"] },
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    introspection: { enabled: true },
  },
  conformIdTokenClaims: false,
  async findAccount(_ctx, id) {
    return people[id] && { accountId: id, claims: async () => ({ sub: id, ...people[id] }) };
  },
  interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
  async loadExistingGrant(ctx) {
    const grant = new ctx.oidc.provider.Grant({
      clientId: ctx.oidc.client.clientId,
      accountId: ctx.oidc.session.accountId,
    });
    grant.addOIDCScope("openid profile email jmbg");
    await grant.save();
    return grant;
  },
});

const callback = provider.callback();
const read = async (request) => {
  let body = "";
  for await (const piece of request) body += piece;
  return new URLSearchParams(body);
};

createServer(async (request, response) => {
  const { pathname } = new URL(request.url, site);
  if (!pathname.startsWith("/interaction/")) return callback(request, response);
  const { params } = await provider.interactionDetails(request, response);
  if (request.method === "POST") {
    const sent = await read(request);
    if (sent.get("cancel"))
      return provider.interactionFinished(request, response, { error: "access_denied" });
    const acr = (params.acr_values ?? "").split(" ")[0] || "urn:test:low";
    return provider.interactionFinished(request, response, { login: { accountId: sent.get("who"), acr } });
  }
  const buttons = Object.keys(people).map((id) => `<button name="who" value="${id}">${id}</button>`).join("");
  response.setHeader("Content-Type", "text/html; charset=utf-8");
  response.end(`<!DOCTYPE html><title>Test provider</title><form method="post">${buttons}<button name="cancel" value="1">cancel</button></form>`);
}).listen(Number(port), "127.0.0.1", () => console.log(`ready ${site}`));
