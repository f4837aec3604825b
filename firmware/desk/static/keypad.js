// The thirty caps: a finger, several fingers, the mouse, Tab and Enter, or the shortcuts below.

import { fit, hyphenated } from "./inlay.js";

const DOWN_MS = 110;

/** What a character of the computer's keyboard presses. */
const SHORTCUTS = new Map([
  ...[..."0123456789,%×"].map((character) => [character, character]),
  [".", ","],
  ["*", "×"],
  ["x", "×"],
  ["r", "%"],
  ["enter", "BAR"],
  ["k", "KARTE"],
  ["z", "ZW"],
  ["backspace", "C"],
  ["escape", "C"],
  ["s", "STO"],
  ["p", "PLU"],
  ["f", "F"],
  ["b", "BON"],
  ...Array.from({ length: 8 }, (_, index) => [`f${index + 1}`, `WG${index + 1}`]),
]);

/**
 * The cap that a keydown stands for, or undefined.
 *
 * Shift and a digit of the upper row go by place, since layouts disagree about its characters.
 */
export function legend(event) {
  const place = /^Digit([1-8])$/.exec(event.code);
  if (event.shiftKey && place) {
    return `WG${place[1]}`;
  }
  return SHORTCUTS.get(event.key.toLowerCase());
}

export class Keypad {
  #element;
  #caps;
  #press;

  /** `press(key)` is called once per press, at the moment the cap goes down. */
  constructor(element, press) {
    this.#element = element;
    this.#press = press;
    this.#caps = new Map([...element.querySelectorAll(".cap")].map((cap) => [cap.dataset.key, cap]));
    for (const [key, cap] of this.#caps) {
      this.#listen(key, cap);
    }
    new ResizeObserver(() => this.#fitNames()).observe(element);
  }

  /** Caps of a lost till look dead and press nothing. */
  enable(isEnabled) {
    for (const cap of this.#caps.values()) {
      cap.disabled = !isEnabled;
    }
  }

  /** Puts the paper inlays in: the names of the groups, first and second layer. */
  name(groups) {
    const names = new Map(groups.map((group) => [String(group.number), group.name]));
    for (const cap of this.#caps.values()) {
      if (!cap.dataset.group) {
        continue;
      }
      const name = names.get(cap.dataset.group) ?? "";
      const second = names.get(cap.dataset.secondGroup) ?? "";
      cap.querySelector(".name").textContent = hyphenated(name);
      const place = cap.dataset.secondGroup === "16" ? "Pfand" : cap.dataset.secondGroup;
      const label = `${cap.dataset.key} ${name}; nach F: ${`${place} ${second}`.trim()}`;
      cap.setAttribute("aria-label", label);
      cap.title = label;
    }
    this.#fitNames();
  }

  /** After F the caps show what they mean now. */
  shift(isShifted) {
    this.#element.classList.toggle("is-shifted", isShifted);
  }

  /** Shows a press that no finger on the cap made. */
  flash(key) {
    const cap = this.#caps.get(key);
    cap.classList.add("is-down");
    setTimeout(() => cap.classList.remove("is-down"), DOWN_MS);
  }

  /** A keydown of the page; the till has no auto-repeat and neither has this. */
  keyDown(event, key) {
    // While the till is lost, keys such as F5 belong to the browser again.
    if (key === undefined || this.#caps.get(key).disabled) {
      return;
    }
    event.preventDefault();
    if (event.repeat) {
      return;
    }
    this.flash(key);
    this.#press(key);
  }

  #listen(key, cap) {
    cap.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || cap.disabled) {
        return;
      }
      cap.classList.add("is-down");
      this.#press(key);
    });
    for (const end of ["pointerup", "pointercancel", "pointerleave"]) {
      cap.addEventListener(end, () => setTimeout(() => cap.classList.remove("is-down"), DOWN_MS));
    }
    // Focus stays where Tab put it, so that Enter after a click means BAR, not this cap again.
    cap.addEventListener("mousedown", (event) => event.preventDefault());
    cap.addEventListener("contextmenu", (event) => event.preventDefault());
    // A click without a pointer comes from Tab and Enter or from a screen reader.
    cap.addEventListener("click", (event) => {
      if (event.detail === 0) {
        this.flash(key);
        this.#press(key);
      }
    });
  }

  #fitNames() {
    for (const name of this.#element.querySelectorAll(".name")) {
      fit(name);
    }
  }
}
