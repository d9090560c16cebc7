// Progressive help for pages that already work without it. Words come from the page (data attributes), never from here.
const $ = (selector, from = document) => from.querySelector(selector);
const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];
const live = $("#sl-live");

const say = (text) => {
  if (live) live.textContent = text;
};

const startComponents = async (scope) => {
  const source = $("link[data-govuk]");
  if (!source) return;
  const { initAll } = await import(source.href);
  initAll({ scope });
};

// Copying: one click on the button beside a case number.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
  } catch {
    return; // no permission: the number stays selectable text
  }
  button.dataset.done = "";
  say(button.dataset.copied ?? "");
  setTimeout(() => delete button.dataset.done, 1500);
});

// Leaving a half-filled form asks first.
const changed = new Set();
document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form?.method === "post" && !form.hasAttribute("data-no-guard")) changed.add(form);
});
document.addEventListener("submit", (event) => changed.delete(event.target));
window.addEventListener("beforeunload", (event) => {
  if ([...changed].some((form) => form.isConnected)) event.preventDefault();
});

// On a phone the rooms stand in one line that scrolls: the one that is open is in sight.
const room = $(".sl-nav [aria-current]");
if (room) room.closest("ul").scrollLeft = room.offsetLeft - room.closest("ul").offsetLeft - 48;

// Keyboard. The same keys on a Serbian Cyrillic keyboard give Cyrillic letters.
const latin = Object.fromEntries([..."љњертзуиопасдфгхјклџцвбнмѕ"].map((key, place) => [key, "qwertzuiopasdfghjklxcvbnmy"[place]]));
const dialog = $("#sl-keys");
const on = () => localStorage.getItem("salter-keys") !== "off";
const typing = (target) => target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
const rows = () => $$("[data-rows] [data-row]");
const rowLink = (row) => $("[data-open]", row) ?? $("a[href]", row);

const moveRow = (step) => {
  const all = rows();
  if (!all.length) return;
  const here = all.findIndex((row) => row.contains(document.activeElement));
  const next = here < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(here + step, 0), all.length - 1);
  rowLink(all[next])?.focus();
  all[next].scrollIntoView({ block: "nearest" });
};

const tickRow = () => {
  const box = rows().find((row) => row.contains(document.activeElement))?.querySelector("input[type=checkbox]");
  box?.click();
  return Boolean(box);
};

const press = (key) => {
  const row = rows().find((candidate) => candidate.contains(document.activeElement));
  const named = `[data-key="${key}"]`;
  const ticked = $("[data-rows] [data-row] input[type=checkbox]:checked"); // what is ticked goes before the row
  const target = (ticked && $(`.sl-bulk ${named}`)) ?? (row && $(named, row)) ?? $(`main ${named}`) ?? $(named);
  if (!target) return false;
  if (target.matches("input, textarea, select")) target.focus();
  else target.click();
  return true;
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || dialog?.open) return;
  const key = latin[event.key] ?? event.key;
  if (key === "?" && dialog) {
    event.preventDefault();
    dialog.showModal();
    return;
  }
  if (!on()) return;
  const inRow = rows().some((row) => row.contains(document.activeElement));
  if (key === "j" || key === "k") {
    event.preventDefault();
    moveRow(key === "j" ? 1 : -1);
  } else if (inRow && (key === "ArrowDown" || key === "ArrowUp")) {
    event.preventDefault();
    moveRow(key === "ArrowDown" ? 1 : -1);
  } else if (key === "x" && tickRow()) {
    event.preventDefault();
  } else if (key.length === 1 && press(key)) {
    event.preventDefault();
  }
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-keys-open]")) dialog?.showModal();
  if (event.target.closest("[data-keys-close]")) dialog?.close();
  if (event.target.closest("[data-print]")) window.print();
  if (event.target.closest("[data-theme-toggle]")) {
    const root = document.documentElement;
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    localStorage.setItem("salter-theme", root.dataset.theme);
  }
  for (const menu of $$("details.sl-more[open]")) if (!menu.contains(event.target)) menu.open = false;
});

const choice = $("[data-keys-choice]");
if (choice) {
  choice.checked = on();
  choice.addEventListener("change", () => localStorage.setItem("salter-keys", choice.checked ? "on" : "off"));
}

// Bulk choice: the head box ticks the rows, the counter says how many.
document.addEventListener("change", (event) => {
  const table = event.target.closest?.("[data-rows]");
  if (!table || event.target.type !== "checkbox") return;
  const boxes = $$("[data-row] input[type=checkbox]", table);
  if (event.target.matches("[data-check-all]")) for (const box of boxes) box.checked = event.target.checked;
  const count = boxes.filter((box) => box.checked).length;
  for (const place of $$("[data-checked-count]")) place.textContent = String(count);
});

// A choice in a sentence filter applies at once; the button stays for those without JavaScript.
document.addEventListener("change", (event) => {
  const form = event.target.closest?.("form[data-auto]");
  if (form && event.target.matches("select")) form.requestSubmit();
});

document.addEventListener("htmx:configRequest", (event) => {
  const token = $("input[name=csrfmiddlewaretoken]")?.value;
  if (token) event.detail.headers["X-CSRFToken"] = token;
});
document.addEventListener("htmx:load", (event) => {
  if (event.detail.elt !== document.body) startComponents(event.detail.elt);
});

// On a phone the guide of an exercise covers the page: once closed it stays so until it has something new to say.
const guideOf = () => $("#sl-guide > details");
const guideSays = () => new URL($("#sl-guide").getAttribute("hx-get"), location).searchParams.get("state");
document.addEventListener("toggle", (event) => {
  if (event.target === guideOf()) sessionStorage.setItem("sl-guide", event.target.open ? "" : guideSays());
}, true);
const settleGuide = () => {
  if (guideOf() && innerWidth < 1180 && sessionStorage.getItem("sl-guide") === guideSays()) guideOf().open = false;
};
settleGuide();

// The guide and the board ask again and again. What does not answer is said and asked more and more rarely; nothing that
// is written is sent into the void meanwhile.
let failures = 0;
let askAgain = 0;
const asks = (element) => element?.matches?.("#sl-guide, #sl-board");
const offline = (yes) => {
  for (const note of $$("[data-offline]")) note.hidden = !yes;
};
document.addEventListener("sl-mark", (event) => {
  $("#sl-guide")?.setAttribute("hx-vals", JSON.stringify({ mark: event.detail.value }));
});
document.addEventListener("htmx:beforeRequest", (event) => {
  if (asks(event.detail.elt) && event.timeStamp < askAgain) event.preventDefault();
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (!asks(event.detail.elt)) return;
  const silent = !event.detail.xhr || event.detail.xhr.status === 0 || event.detail.xhr.status >= 500;
  failures = silent ? failures + 1 : 0;
  askAgain = silent ? event.timeStamp + Math.min(15000, 1000 * 2 ** failures) : 0;
  offline(silent);
});
// The browser notices first that the network went or came back; whether the office answers is asked at once then, for
// the office may be on this very machine.
for (const change of ["offline", "online"]) {
  addEventListener(change, () => {
    askAgain = 0;
    for (const element of $$("#sl-guide, #sl-board")) element.dispatchEvent(new Event("sl-ask"));
  });
}
document.addEventListener("submit", (event) => {
  if (!failures || !$("[data-offline]")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  say($("[data-offline]").textContent);
  $("[data-offline]").scrollIntoView({ block: "nearest" });
}, true);

// Where the browser shows no PDF in a page, its pages come as pictures.
const pictures = $("[data-pictures]");
if (pictures && navigator.pdfViewerEnabled === false) location.replace(pictures.href);

// An error has the focus, but where a scanner types: the next code goes over the one that was not known.
const summary = $(".govuk-error-summary");
const scanned = $("[data-scan]");
await startComponents(document.body);
(scanned ?? summary)?.focus();
scanned?.select();
