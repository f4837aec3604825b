// What lies over the till: help, the link to copy, short notices, and on a phone the two sheets.

const TOAST_MS = 6000;

const byId = (id) => document.getElementById(id);
const help = byId("help");

let toastTimer = 0;

/** Shows a sentence for a few seconds. */
export function toast(text) {
  byId("toast").textContent = text;
  byId("toast").hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => {
    byId("toast").hidden = true;
  }, TOAST_MS);
}

/** Copies `url` and shows it; where a browser forbids copying, it lies there selected. */
export async function offerLink(url) {
  byId("link-text").value = url;
  byId("link-dialog").showModal();
  byId("link-text").select();
  try {
    await navigator.clipboard.writeText(url);
    byId("link-state").textContent = "Der Link ist in der Zwischenablage.";
  } catch {
    byId("link-state").textContent = "Bitte den Link selbst kopieren: er ist schon markiert.";
  }
}

/** Joins buttons and keyboard; `onKey(event)` gets every keydown that is meant for the till. */
export function setUpSheets({ onKey }) {
  for (const button of document.querySelectorAll("[data-open-help]")) {
    button.addEventListener("click", () => help.showModal());
  }
  for (const button of document.querySelectorAll("[data-close-dialog]")) {
    button.addEventListener("click", () => button.closest("dialog").close());
  }
  for (const button of document.querySelectorAll("[data-sheet]")) {
    button.addEventListener("click", () => toggleSheet(button));
  }
  for (const button of document.querySelectorAll("[data-close-sheet]")) {
    button.addEventListener("click", closeSheets);
  }
  for (const button of document.querySelectorAll("button:not(.cap)")) {
    // As with caps: a click leaves the focus alone, so that Enter goes on meaning BAR.
    button.addEventListener("mousedown", (event) => event.preventDefault());
  }
  document.addEventListener("keydown", (event) => keyDown(event, onKey));
}

function keyDown(event, onKey) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) {
    return;
  }
  const dialog = document.querySelector("dialog[open]");
  if (event.key === "?" && (dialog === null || dialog === help)) {
    event.preventDefault();
    if (dialog) {
      help.close();
    } else {
      help.showModal();
    }
    return;
  }
  if (dialog || belongsToFocus(event)) {
    return;
  }
  if (event.key === "Escape" && document.querySelector(".sheet.is-open")) {
    closeSheets();
    return;
  }
  onKey(event);
}

/** Enter on a button that Tab has reached presses that button; a list takes letters, too. */
function belongsToFocus(event) {
  const focused = document.activeElement;
  return (
    focused?.matches("select") === true ||
    (event.key === "Enter" && focused?.matches("button, a, summary") === true)
  );
}

/** The button that opened a sheet closes it again; another one's shows it from its own side. */
function toggleSheet(button) {
  const isOpen = button.getAttribute("aria-expanded") === "true";
  closeSheets();
  if (!isOpen) {
    byId(button.dataset.sheet).classList.add("is-open");
    button.setAttribute("aria-expanded", "true");
  }
}

/** Puts both sheets of a phone away. */
export function closeSheets() {
  for (const sheet of document.querySelectorAll(".sheet.is-open")) {
    sheet.classList.remove("is-open");
  }
  for (const button of document.querySelectorAll("[data-sheet]")) {
    button.setAttribute("aria-expanded", "false");
  }
}
