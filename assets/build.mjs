// Compiles the look of Šalter into salter/ui/static/salter. Run `npm ci && npm run build` in this folder.
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "node_modules");
const out = join(here, "..", "salter", "ui", "static", "salter");
const subsets = ["cyrillic", "latin", "latin-ext"];
const weights = [400, 600, 700];

rmSync(join(out, "fonts"), { recursive: true, force: true });
mkdirSync(join(out, "fonts"), { recursive: true });

// What GOV.UK Frontend paints from its palette without a custom property, mapped to our tokens (dark paper needs it).
const tokens = { "#f3f3f3": "--sl-hover", "#0b0c0c": "--sl-ink", "#484949": "--sl-ink-soft", "#cecece": "--sl-line", "#858686": "--sl-line" };
const compiled = sass.compile(join(here, "src", "salter.scss"), {
  loadPaths: [modules],
  style: "compressed",
  quietDeps: true,
}).css;
const css = compiled.replace(/#(?:f3f3f3|0b0c0c|484949|cecece|858686)\b/g, (colour) => `var(${tokens[colour]})`);
for (const foreign of ["GDS Transport", "crown", "/assets/"]) {
  if (css.includes(foreign)) throw new Error(`salter.css must not contain "${foreign}"`);
}
writeFileSync(join(out, "salter.css"), css + "\n");

const copy = (from, to) => copyFileSync(from, join(out, to));
// Source maps are not shipped, and the manifest of static files refuses a reference to a file that is not there.
const withoutMap = (from, to) =>
  writeFileSync(join(out, to), readFileSync(from, "utf8").replace(/^\/\/# sourceMappingURL=.*$/gm, "").trimEnd() + "\n");
withoutMap(join(modules, "govuk-frontend/dist/govuk/govuk-frontend.min.js"), "govuk-frontend.min.js");
withoutMap(join(modules, "htmx.org/dist/htmx.min.js"), "htmx.min.js");
copy(join(here, "src", "salter.js"), "salter.js");
copy(join(here, "src", "boot.js"), "boot.js");
copy(join(here, "src", "passkeys.js"), "passkeys.js");
copy(join(here, "src", "shield.svg"), "shield.svg");
for (const subset of subsets)
  for (const weight of weights) {
    const name = `source-sans-3-${subset}-${weight}-normal.woff2`;
    copy(join(modules, "@fontsource/source-sans-3/files", name), join("fonts", name));
  }
console.log(`salter.css ${(css.length / 1024).toFixed(0)} KiB`);
