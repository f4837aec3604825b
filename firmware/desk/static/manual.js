// The manual beside the till: a row is clicked, the keys are typed, and what comes of it is compared.

import { Rows, caps, element } from "./rows.js";

const LOOK_EVERY_MS = 250;
const LOOKS_MAX = 16;

const byId = (id) => document.getElementById(id);

export class Manual {
  #chapters;
  #practice;
  #replay;
  #bar;
  #onBegin;
  #rows;
  #runs = 0;

  /** `bar` tells it above the till, too; `onBegin()` is called before a row is shown. */
  constructor(chapters, { practice, replay, bar, onBegin }) {
    this.#chapters = chapters;
    this.#practice = practice;
    this.#replay = replay;
    this.#bar = bar;
    this.#onBegin = onBegin;
    this.#rows = new Rows(byId("manual-rows"), (number) => this.play(number));
    const select = byId("chapter");
    select.replaceChildren(
      ...chapters.map(
        (chapter, index) => new Option(`${chapter.title} (${chapter.rows.length})`, String(index)),
      ),
    );
    select.addEventListener("change", () => this.#show(Number(select.value)));
    this.#show(0);
  }

  /** Sets the till up for row `number`, types its keys, and says whether it came out as written. */
  async play(number) {
    const run = (this.#runs += 1);
    const row = this.#find(number);
    this.#onBegin();
    this.#bar.open(`${row.number} · ${row.effect}`);
    this.#open(row);
    this.#rows.mark(number);
    if (row.steps === null) {
      this.#verdict("only", "Diese Zeile lässt sich hier nur lesen.");
      return;
    }
    this.#verdict("busy", "Die Kasse wird vorbereitet …");
    try {
      await this.#practice.begin(number);
      this.#verdict("busy", "Die Tasten werden getippt …");
      const isWhole = await this.#replay.play(row.steps, row.text);
      if (run !== this.#runs) {
        return;
      }
      if (!isWhole) {
        this.#verdict("only", "Angehalten.");
        return;
      }
      await this.#compare(run);
    } catch (error) {
      this.#verdict("bad", error.message);
    }
  }

  /** Something else is shown at the till now. */
  leave() {
    this.#runs += 1;
    byId("manual-card").hidden = true;
    this.#rows.mark("");
  }

  async #compare(run) {
    for (let look = 0; look < LOOKS_MAX && run === this.#runs; look += 1) {
      const outcome = await this.#practice.outcome();
      if (outcome?.display && outcome.journal) {
        this.#verdict("good", "✓ Anzeige und Journal wie im Handbuch");
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
    if (run === this.#runs) {
      this.#verdict("bad", "Es kam anders, als es im Handbuch steht.");
    }
  }

  #find(number) {
    return this.#chapters.flatMap((chapter) => chapter.rows).find((row) => row.number === number);
  }

  #show(index) {
    this.#rows.show(this.#chapters[index].rows, (button, row) => {
      const keys = element("span", "row-keys");
      keys.append(...caps(row.text));
      button.append(
        element("span", "row-number", row.number),
        element("span", "row-effect", row.effect),
        keys,
      );
    });
    byId("manual-card").hidden = true;
  }

  /** Shows what the row says the till will show. */
  #open(row) {
    byId("manual-card").hidden = false;
    byId("manual-title").textContent = `${row.number} · ${row.effect}`;
    byId("manual-display").textContent = row.display.join("\n");
    byId("manual-journal").textContent = row.journal.length > 0 ? row.journal.join(" · ") : "–";
    byId("manual-paper").textContent = row.paper.join("\n");
    byId("manual-paper-part").hidden = row.paper.length === 0;
  }

  #verdict(kind, text) {
    const verdict = byId("manual-verdict");
    verdict.dataset.kind = kind;
    verdict.textContent = text;
    this.#bar.verdict(kind, text);
  }
}
