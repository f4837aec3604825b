// The paper roll: slips grow out of the printer's mouth, the newest at the tear-off edge.

const SLIPS_MAX = 40;
const PAPER_PX_PER_S = 420;
const FEED_MS_MAX = 1600;
const AT_EDGE_PX = 60;

const wantsStillness = matchMedia("(prefers-reduced-motion: reduce)");

export class Paper {
  /** False while the desk tells of slips from before: those lie there without any motion. */
  isLive = false;
  #roll;
  #list;
  #items = new Map();
  #newer = document.getElementById("newer");
  /** Slips are drawn one after the other, in the order in which they came. */
  #queue = Promise.resolve();

  constructor(roll, list) {
    this.#roll = roll;
    this.#list = list;
    this.#newer.addEventListener("click", () => this.#toEdge());
    roll.addEventListener("scroll", () => {
      if (this.#isAtEdge()) {
        this.#newer.hidden = true;
      }
    });
  }

  /** Forgets all slips; a new connection tells them anew. */
  clear() {
    this.isLive = false;
    this.#queue = this.#queue.then(() => {
      for (const index of [...this.#items.keys()]) {
        this.#drop(index);
      }
      this.#count();
    });
  }

  /** A slip, new or grown. */
  show(slip) {
    const isLive = this.isLive;
    this.#queue = this.#queue.then(() => this.#draw(slip, isLive));
  }

  async #draw(slip, isLive) {
    const bytes = Uint8Array.from(atob(slip.png), (character) => character.charCodeAt(0));
    const url = URL.createObjectURL(new Blob([bytes], { type: "image/png" }));
    const fresh = new Image();
    fresh.src = url;
    fresh.alt = slip.text;
    fresh.draggable = false;
    await fresh.decode();

    const wasAtEdge = this.#isAtEdge();
    const item = this.#items.get(slip.index) ?? this.#newItem(slip.index);
    const oldHeight = item.offsetHeight;
    const old = item.querySelector("img");
    item.querySelector(".paper").replaceChildren(fresh);
    if (old) {
      URL.revokeObjectURL(old.src);
    }
    item.classList.toggle("is-complete", slip.complete);
    this.#count();
    if (isLive && !wantsStillness.matches) {
      feed(item, oldHeight);
      peek();
    }
    if (wasAtEdge || !isLive) {
      this.#toEdge();
    } else {
      this.#newer.hidden = false;
    }
  }

  #newItem(index) {
    const item = document.createElement("li");
    item.className = "slip";
    item.append(Object.assign(document.createElement("div"), { className: "paper" }));
    this.#items.set(index, item);
    this.#list.append(item);
    if (this.#items.size > SLIPS_MAX) {
      this.#drop(this.#items.keys().next().value);
    }
    return item;
  }

  #drop(index) {
    const item = this.#items.get(index);
    const image = item.querySelector("img");
    if (image) {
      URL.revokeObjectURL(image.src);
    }
    item.remove();
    this.#items.delete(index);
  }

  #count() {
    document.getElementById("slip-count").textContent = String(this.#items.size);
  }

  // The roll is laid out from its foot, so 0 is the edge and scrolling up is negative.
  #isAtEdge() {
    return Math.abs(this.#roll.scrollTop) < AT_EDGE_PX;
  }

  #toEdge() {
    this.#newer.hidden = true;
    this.#roll.scrollTop = 0;
  }
}

/** Pushes what is new of `item` out of the mouth, head first, line by line. */
function feed(item, oldHeight) {
  const height = item.offsetHeight;
  const added = height - oldHeight;
  if (added <= 0) {
    return;
  }
  item.animate([{ height: `${oldHeight}px` }, { height: `${height}px` }], {
    duration: Math.min((added / PAPER_PX_PER_S) * 1000, FEED_MS_MAX),
    easing: `steps(${Math.max(2, Math.round(added / 12))}, end)`,
  });
}

/** On a phone the roll is out of sight; a tip of paper moves out of its button instead. */
function peek() {
  document
    .getElementById("tip")
    .animate([{ height: "0" }, { height: "24px", offset: 0.5 }, { height: "16px" }], {
      duration: 900,
      easing: "ease-out",
      fill: "forwards",
    });
}
