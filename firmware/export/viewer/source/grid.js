/* A list of any length: only the rows in sight are in the page, and they are used again. */

class Grid {
  /** Taller than this no browser lays out; beyond it the scroll bar counts in larger steps. */
  static #TALLEST_PX = 8_000_000;
  static #SPARE_ROWS = 6;

  #root;
  #body;
  #spacer;
  #pool = [];
  #rows = new Uint32Array(0);
  #active = 0;
  #options;
  #frame = 0;
  #id;

  /**
   * `columns` are { head, name, cell(row) → text or node }; `open(row)` shows one; `mark(row)` is a
   * class for a row, or "".
   */
  constructor(options) {
    this.#options = { mark: () => "", ...options };
    this.#id = options.id;
    this.#spacer = Dom.el("div", { class: "grid-rows", role: "rowgroup" });
    const heads = options.columns.map((column) =>
      Dom.el("div", { class: `cell ${column.name}`, role: "columnheader" }, column.head),
    );
    const head = Dom.el(
      "div",
      { role: "rowgroup", class: "grid-head" },
      Dom.el("div", { class: "row", role: "row" }, heads),
    );
    this.#body = Dom.el("div", { class: "grid-body" }, head, this.#spacer);
    this.#root = Dom.el(
      "div",
      {
        class: `grid ${options.id}`,
        role: "grid",
        tabindex: 0,
        "aria-label": options.label,
        "aria-readonly": "true",
        on: {
          scroll: () => this.#later(),
          keydown: (event) => this.#key(event),
          focus: () => this.#draw(),
        },
      },
      this.#body,
    );
    new ResizeObserver(() => this.#later()).observe(this.#root);
  }

  get node() {
    return this.#root;
  }

  get rows() {
    return this.#rows;
  }

  /** Show these rows, from the top. */
  show(rows) {
    this.#rows = rows;
    this.#active = 0;
    this.#root.scrollTop = 0;
    this.#root.setAttribute("aria-rowcount", rows.length + 1);
    this.refresh();
  }

  /** Draw again what is in sight. */
  refresh() {
    for (const line of this.#pool) line.at = -1;
    this.#draw();
  }

  /** Make `row` the active one, in sight; false if it is not in the list. */
  select(row) {
    const at = this.#rows.indexOf(row);
    if (at < 0) return false;
    this.#active = at;
    this.#reveal();
    this.refresh();
    return true;
  }

  focus() {
    this.#root.focus({ preventScroll: true });
  }

  get #height() {
    return parseFloat(getComputedStyle(this.#root).getPropertyValue("--row")) || 40;
  }

  get #headHeight() {
    return this.#body.firstChild.offsetHeight;
  }

  /** How many rows a step of the scroll bar is, and where the first row in sight is. */
  #place() {
    const height = this.#height;
    const real = this.#rows.length * height;
    const shown = Math.min(real, Grid.#TALLEST_PX);
    const sight = this.#root.clientHeight - this.#headHeight;
    const way = Math.max(1, shown - sight);
    const scale = Math.max(1, real - sight) / way;
    return { height, shown, sight, scale, top: Math.min(this.#root.scrollTop, way) };
  }

  #later() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#draw();
    });
  }

  #draw() {
    if (this.#root.clientHeight === 0) return;
    const { height, shown, sight, scale, top } = this.#place();
    this.#spacer.style.height = `${shown}px`;
    const from = top * scale;
    const first = Math.max(0, Math.floor(from / height) - Grid.#SPARE_ROWS);
    const last = Math.min(this.#rows.length, Math.ceil((from + sight) / height) + Grid.#SPARE_ROWS);
    const wanted = last - first;
    while (this.#pool.length < wanted) this.#pool.push(this.#newLine());
    this.#pool.forEach((line) => {
      // A row keeps its line while it is in sight.
      const at =
        wanted > 0
          ? first +
            ((((line.slot - first) % this.#pool.length) + this.#pool.length) % this.#pool.length)
          : -1;
      const isThere = at >= first && at < last;
      line.node.hidden = !isThere;
      if (!isThere) line.node.removeAttribute("id");
      if (!isThere) {
        line.at = -1;
        return;
      }
      line.node.style.transform = `translateY(${at * height - from + top}px)`;
      if (line.at !== at) this.#fill(line, at);
    });
    const isFilled = this.#rows.length > 0;
    if (isFilled) this.#root.setAttribute("aria-activedescendant", `${this.#id}-${this.#active}`);
    else this.#root.removeAttribute("aria-activedescendant");
  }

  #newLine() {
    const cells = this.#options.columns.map((column) =>
      Dom.el("div", { class: `cell ${column.name}`, role: "gridcell" }),
    );
    const node = Dom.el("div", { class: "row", role: "row" }, cells);
    const line = { node, cells, at: -1, slot: this.#pool.length };
    node.addEventListener("click", () => {
      this.#active = line.at;
      this.refresh();
      this.#options.open(this.#rows[line.at]);
    });
    this.#spacer.append(node);
    return line;
  }

  #fill(line, at) {
    const row = this.#rows[at];
    line.at = at;
    line.node.id = `${this.#id}-${at}`;
    line.node.setAttribute("aria-rowindex", at + 2);
    line.node.setAttribute("aria-selected", String(at === this.#active));
    line.node.className = `row ${this.#options.mark(row)} ${at % 2 ? "odd" : ""}`;
    this.#options.columns.forEach((column, place) => {
      const said = column.cell(row);
      if (typeof said === "string") line.cells[place].textContent = said;
      else Dom.fill(line.cells[place], said);
    });
  }

  #reveal() {
    const { height, sight, scale, top } = this.#place();
    const from = top * scale;
    const place = this.#active * height;
    if (place < from) this.#root.scrollTop = place / scale;
    else if (place + height > from + sight) this.#root.scrollTop = (place + height - sight) / scale;
  }

  #key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || this.#rows.length === 0) return;
    const page = Math.max(1, Math.floor(this.#place().sight / this.#height) - 1);
    const steps = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: page,
      PageUp: -page,
      Home: -Infinity,
      End: Infinity,
    };
    if (event.key in steps) {
      this.#active = Math.max(0, Math.min(this.#rows.length - 1, this.#active + steps[event.key]));
      this.#reveal();
      this.refresh();
      if (this.#options.glance) this.#options.glance(this.#rows[this.#active]);
    } else if (event.key === "Enter" || event.key === " ") {
      this.#options.open(this.#rows[this.#active]);
    } else {
      return;
    }
    event.preventDefault();
  }
}
