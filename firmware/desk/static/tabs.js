// The tabs of the right-hand panel: arrow keys between them, as the pattern for tabs wants it.

export class Tabs {
  #tabs;

  constructor(list) {
    this.#tabs = [...list.querySelectorAll('[role="tab"]')];
    for (const tab of this.#tabs) {
      tab.addEventListener("click", () => this.open(tab.id));
    }
    list.addEventListener("keydown", (event) => this.#walk(event));
  }

  /** Shows the panel of tab `id`, and no other. */
  open(id) {
    for (const tab of this.#tabs) {
      const isOpen = tab.id === id;
      tab.setAttribute("aria-selected", String(isOpen));
      tab.tabIndex = isOpen ? 0 : -1;
      document.getElementById(tab.getAttribute("aria-controls")).hidden = !isOpen;
    }
  }

  #walk(event) {
    const at = this.#tabs.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
    if (at < 0 || to === undefined) {
      return;
    }
    event.preventDefault();
    const tab = this.#tabs.at(to % this.#tabs.length);
    this.open(tab.id);
    tab.focus();
  }
}
