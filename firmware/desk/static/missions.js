// Exercises: the task in words, the trainee at the keys, judged by what comes of it.

import { Rows, caps, element } from "./rows.js";

const LOOK_AFTER_MS = 200;
const FULL_POINTS = 3;
const STORE = "standlkassa.points";

const byId = (id) => document.getElementById(id);

export class Missions {
  #missions;
  #practice;
  #bar;
  #onBegin;
  #rows;
  #points = load();
  #current = null;
  #hints = 0;
  #timer = 0;

  /** `bar` tells it above the till, too; `onBegin()` is called before a task begins. */
  constructor(chapters, { practice, bar, onBegin }) {
    this.#missions = chapters.flatMap((chapter) => chapter.rows).filter((row) => row.task);
    this.#practice = practice;
    this.#bar = bar;
    this.#onBegin = onBegin;
    this.#rows = new Rows(byId("mission-rows"), (number) => this.begin(number));
    this.#rows.show(this.#missions, (button, row) => {
      button.append(
        element("span", "row-mark"),
        element("span", "row-number", row.number),
        element("span", "row-effect", row.task),
      );
    });
    byId("mission-hint").addEventListener("click", () => this.#hint());
    byId("mission-again").addEventListener("click", () => this.begin(this.#practice.row));
    byId("mission-next").addEventListener("click", () => this.begin(this.#next()));
    byId("points-clear").addEventListener("click", () => this.#clear());
    this.#tell();
  }

  /** Sets the till up for mission `number`. */
  async begin(number) {
    const row = this.#missions.find((one) => one.number === number);
    this.#current = null;
    this.#hints = 0;
    this.#onBegin();
    this.#rows.mark(number);
    this.#open(row);
    this.#state("busy", "Die Kasse wird vorbereitet …");
    try {
      await this.#practice.begin(number);
      for (const step of leading(row.steps)) {
        await this.#practice.befall(step.line);
      }
      this.#current = row;
      this.#state("open", "Du bist dran.");
    } catch (error) {
      this.#state("bad", error.message);
    }
  }

  /** Something changed at the till: perhaps it is what the task asked for. */
  look() {
    if (this.#current === null) {
      return;
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#judge(this.#current), LOOK_AFTER_MS);
  }

  /** Another till is before us now: whatever was under way is over. */
  leave() {
    this.#current = null;
    this.#bar.close();
    byId("mission-card").hidden = true;
    this.#rows.mark("");
  }

  async #judge(row) {
    const outcome = row === null ? null : await this.#practice.outcome();
    if (row === null || row !== this.#current || outcome?.number !== row.number) {
      return;
    }
    if (outcome.display && outcome.journal) {
      this.#solved(row);
      return;
    }
    byId("mission-display").dataset.done = String(outcome.display);
    byId("mission-journal").dataset.done = String(outcome.journal);
  }

  #solved(row) {
    const points = Math.max(0, FULL_POINTS - this.#hints);
    this.#points.set(row.number, Math.max(points, this.#points.get(row.number) ?? 0));
    save(this.#points);
    this.#current = null;
    for (const id of ["mission-display", "mission-journal"]) {
      byId(id).dataset.done = "true";
    }
    this.#state("good", `✓ Geschafft! ${pointsText(points)}`);
    byId("mission-next").hidden = false;
    byId("mission-hint").disabled = true;
    this.#bar.open(row.task, [barButton("Nächste Aufgabe", () => this.begin(this.#next()))]);
    this.#tell();
  }

  /** First what happens, then half of the keys, then all of them; each costs a point. */
  #hint() {
    const row = this.#current;
    if (row === null) {
      return;
    }
    this.#hints += 1;
    const words = row.text.split(" ");
    const hint = byId("mission-hint-text");
    if (this.#hints === 1) {
      hint.textContent = `Es geht um: ${row.effect}`;
    } else if (this.#hints === 2) {
      const half = words.slice(0, Math.ceil(words.length / 2)).join(" ");
      hint.replaceChildren("So fängt es an: ", ...caps(half), "…");
    } else {
      hint.replaceChildren("So geht es: ", ...caps(row.text));
      byId("mission-hint").disabled = true;
    }
    hint.hidden = false;
    this.#bar.hint(...[...hint.childNodes].map((node) => node.cloneNode(true)));
  }

  #next() {
    const solved = (row) => this.#points.has(row.number);
    const at = this.#missions.findIndex((row) => row.number === this.#practice.row);
    const after = [...this.#missions.slice(at + 1), ...this.#missions.slice(0, at + 1)];
    return (after.find((row) => !solved(row)) ?? after[0]).number;
  }

  #open(row) {
    byId("mission-card").hidden = false;
    this.#bar.open(row.task, [barButton("Hinweis", () => this.#hint())]);
    byId("mission-title").textContent = `Aufgabe ${row.number}`;
    byId("mission-task").textContent = row.task;
    byId("mission-hint-text").hidden = true;
    byId("mission-hint").disabled = false;
    byId("mission-next").hidden = true;
    for (const id of ["mission-display", "mission-journal"]) {
      byId(id).dataset.done = "false";
    }
  }

  #state(kind, text) {
    const verdict = byId("mission-verdict");
    verdict.dataset.kind = kind;
    verdict.textContent = text;
    this.#bar.verdict(kind, text);
  }

  #clear() {
    this.#points.clear();
    save(this.#points);
    this.#tell();
  }

  /** The score, and a mark on every row that is done. */
  #tell() {
    const sum = [...this.#points.values()].reduce((total, points) => total + points, 0);
    byId("points").textContent = `${this.#points.size}/${this.#missions.length} geschafft · ${pointsText(sum)}`;
    byId("points-bar").max = this.#missions.length;
    byId("points-bar").value = this.#points.size;
    byId("points-clear").disabled = this.#points.size === 0;
    for (const button of byId("mission-rows").querySelectorAll(".row")) {
      const points = this.#points.get(button.dataset.number);
      const mark = button.querySelector(".row-mark");
      mark.textContent = points === undefined ? "○" : "✓";
      mark.title = points === undefined ? "offen" : pointsText(points);
      button.classList.toggle("is-done", points !== undefined);
    }
  }
}

/** What happens before the first key. */
function leading(steps) {
  const first = steps.findIndex((step) => step.keys.length > 0);
  return steps.slice(0, Math.max(0, first));
}

function barButton(text, act) {
  const button = element("button", "", text);
  button.type = "button";
  button.addEventListener("click", act);
  button.addEventListener("mousedown", (event) => event.preventDefault());
  return button;
}

function pointsText(points) {
  return points === 1 ? "1 Punkt" : `${points} Punkte`;
}

function load() {
  try {
    return new Map(Object.entries(JSON.parse(localStorage.getItem(STORE) ?? "{}")));
  } catch {
    // Somebody else's text under our name, or no store at all: nobody has any points yet.
    return new Map();
  }
}

function save(points) {
  try {
    localStorage.setItem(STORE, JSON.stringify(Object.fromEntries(points)));
  } catch {
    // A browser that keeps nothing keeps no points either; the page goes on.
  }
}
