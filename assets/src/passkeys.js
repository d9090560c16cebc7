// Passkeys: the browser's part. Forms with data-passkey stay hidden where the browser knows no passkeys.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const listed = (credentials = []) => credentials.map((one) => ({ ...one, id: bytes(one.id) }));

const make = async ({ publicKey }) => {
  const made = await navigator.credentials.create({
    publicKey: {
      ...publicKey,
      challenge: bytes(publicKey.challenge),
      user: { ...publicKey.user, id: bytes(publicKey.user.id) },
      excludeCredentials: listed(publicKey.excludeCredentials),
    },
  });
  const { clientDataJSON, attestationObject } = made.response;
  return answer(made, { clientDataJSON: text(clientDataJSON), attestationObject: text(attestationObject) });
};

const get = async ({ publicKey }) => {
  const found = await navigator.credentials.get({
    publicKey: {
      ...publicKey,
      challenge: bytes(publicKey.challenge),
      allowCredentials: listed(publicKey.allowCredentials),
    },
  });
  const { clientDataJSON, authenticatorData, signature, userHandle } = found.response;
  return answer(found, {
    clientDataJSON: text(clientDataJSON),
    authenticatorData: text(authenticatorData),
    signature: text(signature),
    userHandle: userHandle ? text(userHandle) : null,
  });
};

const answer = (credential, response) => ({
  id: credential.id,
  rawId: text(credential.rawId),
  type: credential.type,
  response,
  clientExtensionResults: credential.getClientExtensionResults(),
});

const ask = async (form) => {
  const error = form.querySelector("[role=alert]");
  error.hidden = true;
  try {
    const options = await fetch(form.dataset.options, { headers: { Accept: "application/json" } });
    if (!options.ok) throw new Error(options.statusText);
    const made = await (form.dataset.passkey === "make" ? make : get)(await options.json());
    form.elements.answer.value = JSON.stringify(made);
    HTMLFormElement.prototype.submit.call(form);
  } catch {
    error.textContent = form.dataset.failed;
    error.hidden = false;
  }
};

if (window.PublicKeyCredential)
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      ask(form);
    });
  }
