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

/**
 * Presses given keys, slowly enough for an eye to follow, until they end or a hand takes over.
 *
 * Between keys something may happen around the till: `befall(line)` does it and says when it is done.
 */
export class Replay {
  #keypad;
  #press;
  #befall;
  #timer = 0;
  #ended = null;
  #banner = document.getElementById("replay");

  constructor(keypad, press, befall) {
    this.#keypad = keypad;
    this.#press = press;
    this.#befall = befall;
    document.getElementById("replay-stop").addEventListener("click", () => this.stop());
  }

  /** Plays `steps`, each {keys} or {line}; resolves with whether it came to their end. */
  play(steps, text) {
    this.stop();
    const acts = steps.flatMap((step) =>
      step.keys.length > 0 ? step.keys.map((key) => ({ key })) : [{ line: step.line }],
    );
    if (acts.length === 0) {
      return Promise.resolve(true);
    }
    document.getElementById("replay-text").textContent = text;
    this.#banner.hidden = false;
    return new Promise((resolve, reject) => {
      this.#ended = { resolve, reject };
      this.#after(acts, 0, AFTER_WORD_MS);
    });
  }

  stop() {
    this.#end((ended) => ended.resolve(false));
  }

  #end(tell) {
    clearTimeout(this.#timer);
    this.#banner.hidden = true;
    const ended = this.#ended;
    this.#ended = null;
    if (ended) {
      tell(ended);
    }
  }

  #after(acts, index, delayMs) {
    const ended = this.#ended;
    this.#timer = setTimeout(() => {
      if (index === acts.length) {
        this.#end(() => ended.resolve(true));
        return;
      }
      const { key, line } = acts[index];
      if (key === undefined) {
        this.#befall(line).then(
          () => ended === this.#ended && this.#after(acts, index + 1, AFTER_WORD_MS),
          (error) => ended === this.#ended && this.#end(() => ended.reject(error)),
        );
        return;
      }
      this.#keypad.flash(key);
      this.#press(key);
      this.#after(acts, index + 1, NUMBER.test(key) ? BETWEEN_KEYS_MS : AFTER_WORD_MS);
    }, delayMs);
  }
}
