// The strip above the till where the panel is out of sight: the row or task, and how it stands.

import { element } from "./rows.js";

export class Bar {
  #element;
  #title = element("p", "bar-title");
  #verdict = element("p", "verdict");
  #extra = element("p", "hint");
  #buttons = element("span", "bar-buttons");

  constructor(bar) {
    this.#element = bar;
    bar.append(this.#title, this.#verdict, this.#buttons, this.#extra);
  }

  /** Says what is going on; `buttons` are copies of nothing, they belong to the bar alone. */
  open(title, buttons = []) {
    this.#title.textContent = title;
    this.#buttons.replaceChildren(...buttons);
    this.#extra.replaceChildren();
    this.#element.hidden = false;
  }

  /** How it stands: `kind` is busy, open, good, bad or only. */
  verdict(kind, text) {
    this.#verdict.dataset.kind = kind;
    this.#verdict.textContent = text;
  }

  /** A hint below. */
  hint(...nodes) {
    this.#extra.replaceChildren(...nodes);
  }

  close() {
    this.#element.hidden = true;
  }
}
