// A list that arrow keys walk through: one place for Tab, the rest by arrows, Home and End.

const STEPS = new Map([
  ["ArrowDown", 1],
  ["ArrowUp", -1],
  ["PageDown", 8],
  ["PageUp", -8],
  ["Home", -Infinity],
  ["End", Infinity],
]);

export class Rows {
  #list;
  #choose;
  #buttons = [];

  /** `choose(number)` is called when a row is clicked or Enter is pressed on it. */
  constructor(list, choose) {
    this.#list = list;
    this.#choose = choose;
    list.addEventListener("keydown", (event) => this.#walk(event));
  }

  /** Shows `rows` as buttons; `fill(button, row)` writes one. */
  show(rows, fill) {
    this.#buttons = rows.map((row) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "row";
      button.dataset.number = row.number;
      button.tabIndex = -1;
      fill(button, row);
      button.addEventListener("click", () => {
        this.#stop(button);
        this.#choose(row.number);
      });
      // As everywhere on the page: a click leaves the focus alone, so that Enter goes on meaning BAR.
      button.addEventListener("mousedown", (event) => event.preventDefault());
      return button;
    });
    this.#list.replaceChildren(
      ...this.#buttons.map((button) => {
        const item = document.createElement("li");
        item.append(button);
        return item;
      }),
    );
    if (this.#buttons.length > 0) {
      this.#buttons[0].tabIndex = 0;
    }
  }

  /** Marks the row that is on the till; none when `number` is not here. */
  mark(number) {
    for (const button of this.#buttons) {
      const isCurrent = button.dataset.number === number;
      button.toggleAttribute("aria-current", isCurrent);
      if (isCurrent) {
        this.#stop(button);
        button.scrollIntoView({ block: "nearest" });
      }
    }
  }

  #walk(event) {
    const steps = STEPS.get(event.key);
    const at = this.#buttons.indexOf(document.activeElement);
    if (steps === undefined || at < 0) {
      return;
    }
    event.preventDefault();
    const to = Math.max(0, Math.min(this.#buttons.length - 1, at + steps));
    this.#stop(this.#buttons[to]);
    this.#buttons[to].focus();
  }

  /** Tab comes back to `button`. */
  #stop(button) {
    for (const other of this.#buttons) {
      other.tabIndex = other === button ? 0 : -1;
    }
  }
}

/** An element with a class and a text. */
export function element(name, className, text = "") {
  return Object.assign(document.createElement(name), { className, textContent: text });
}

/** `text` as caps, one `kbd` for each word. */
export function caps(text) {
  return text.split(" ").flatMap((word) => [element("kbd", "", word), " "]);
}
