// Key sequences in the manual's notation: the tape of pressed keys, its link, and the replay.

import { offerLink } from "./sheets.js";

const BETWEEN_KEYS_MS = 380;
const AFTER_WORD_MS = 650;
/** As many as the desk takes back in a link. */
const TAPE_KEYS_MAX = 1000;

const NUMBER = /^(?:\d+|,)$/;

/** The keys of `text` as {keys, text}, or {error} with a sentence. */
export async function parse(text) {
  const answer = await fetch(`/keys?${new URLSearchParams({ text })}`);
  return answer.json();
}

/** The keys pressed on this page, digits written together. */
export class Tape {
  #element;
  #words = [];
  #count = 0;
  #wasNumber = false;
  #link = document.getElementById("tape-link");
  #clear = document.getElementById("tape-clear");

  constructor(element) {
    this.#element = element;
    this.#link.addEventListener("click", () => {
      const url = new URL("/", location.href);
      url.searchParams.set("keys", this.#words.join(" "));
      void offerLink(url.href);
    });
    this.#clear.addEventListener("click", () => this.clear());
  }

  add(key) {
    const isNumber = NUMBER.test(key);
    if (isNumber && this.#wasNumber) {
      this.#words.push(this.#words.pop() + key);
      this.#element.lastElementChild.textContent = this.#words.at(-1);
    } else {
      this.#words.push(key);
      const word = Object.assign(document.createElement("kbd"), { textContent: key });
      this.#element.append(" ", word);
    }
    this.#wasNumber = isNumber;
    this.#count += 1;
    // Beyond the limit a link would be refused; the tape says so instead of leaving keys out.
    this.#link.disabled = this.#count > TAPE_KEYS_MAX;
    this.#link.title = this.#link.disabled ? `mehr als ${TAPE_KEYS_MAX} Tasten` : "";
    this.#clear.disabled = false;
    this.#element.scrollTop = this.#element.scrollHeight;
  }

  clear() {
    this.#words = [];
    this.#count = 0;
    this.#wasNumber = false;
    this.#element.replaceChildren();
    this.#link.disabled = true;
    this.#clear.disabled = true;
  }
}

/** Presses given keys, slowly enough for an eye to follow, until they end or a hand takes over. */
export class Replay {
  #keypad;
  #press;
  #timer = 0;
  #banner = document.getElementById("replay");

  constructor(keypad, press) {
    this.#keypad = keypad;
    this.#press = press;
    document.getElementById("replay-stop").addEventListener("click", () => this.stop());
  }

  start(keys, text) {
    this.stop();
    if (keys.length === 0) {
      return;
    }
    document.getElementById("replay-text").textContent = text;
    this.#banner.hidden = false;
    this.#after(keys, 0, AFTER_WORD_MS);
  }

  stop() {
    clearTimeout(this.#timer);
    this.#banner.hidden = true;
  }

  #after(keys, index, delayMs) {
    this.#timer = setTimeout(() => {
      if (index === keys.length) {
        this.stop();
        return;
      }
      const key = keys[index];
      this.#keypad.flash(key);
      this.#press(key);
      this.#after(keys, index + 1, NUMBER.test(key) ? BETWEEN_KEYS_MS : AFTER_WORD_MS);
    }, delayMs);
  }
}
