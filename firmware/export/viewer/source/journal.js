/* The journal: every row exactly as it was written, and what is looked for in it found at once. */

class Journal {
  static #COLUMNS = 7;
  /** The columns before the content. */
  static #HEADS = 5;
  static #CONTENT = 5;

  constructor() {
    this.lines = new Lines();
    this.seqs = new Column(Float64Array);
    this.times = new Column(Float64Array);
    this.kinds = new Column(Uint8Array);
    this.clerks = new Column(Int16Array);
    this.kindNames = [];
    this.clerkNames = new Map();
    this.clerkNumbers = new Set();
    /** Rows of these kinds, by index. */
    this.of = { Z: [], STAMM: [], SIEGEL: [], "book.receipt": [], "book.certificate": [] };
    this.#kindNumbers = new Map();
  }

  #kindNumbers;

  get length() {
    return this.lines.length;
  }

  /** Take lines of the stream. */
  add(text) {
    for (let index = this.lines.add(text); index < this.lines.length; index += 1) {
      const [seq, at, , clerk, kind] = this.lines.heads(index, Journal.#HEADS);
      this.seqs.push(Number(seq));
      this.times.push(Form.utc(at));
      this.clerks.push(clerk === "" ? -1 : Number(clerk));
      this.kinds.push(this.#kindNumber(kind));
      if (clerk !== "") this.clerkNumbers.add(Number(clerk));
      if (this.of[kind]) this.of[kind].push(index);
      if (kind === "EIN") this.#learn(this.content(index));
    }
  }

  #kindNumber(kind) {
    let number = this.#kindNumbers.get(kind);
    if (number === undefined) {
      number = this.kindNames.push(kind) - 1;
      this.#kindNumbers.set(kind, number);
    }
    return number;
  }

  #learn({ number, name }) {
    if (typeof name === "string" && name !== "") this.clerkNames.set(number, name);
  }

  /** A row as an object of the texts in its columns. */
  row(index) {
    const cells = this.lines.cells(index);
    const [seq, at_utc, uuid, clerk, kind, content, hash] = cells;
    return {
      seq: Number(seq),
      at_utc,
      uuid,
      clerk,
      kind,
      content,
      hash,
      isWhole: cells.length === Journal.#COLUMNS,
    };
  }

  /** All rows, one after the other. */
  *rows() {
    for (let index = 0; index < this.length; index += 1) yield this.row(index);
  }

  kind(index) {
    return this.kindNames[this.kinds.at(index)];
  }

  hash(index) {
    return this.lines.line(index).slice(-64);
  }

  /** What the row holds; empty if it is no JSON. */
  content(index) {
    try {
      const content = JSON.parse(this.lines.cell(index, Journal.#CONTENT));
      return content !== null && typeof content === "object" ? content : {};
    } catch {
      return {};
    }
  }

  /** Its time in Austria, for reading: `2026-11-21T17:45:12`. */
  time(index) {
    const ms = this.times.at(index);
    return Number.isNaN(ms) ? "" : Form.local(ms);
  }

  /** The index of a row; rows have no gap. */
  find(seq) {
    const index = seq - this.seqs.at(0);
    return index >= 0 && index < this.length && this.seqs.at(index) === seq ? index : -1;
  }

  /** Who that is: `3 Anna`. */
  clerk(number) {
    if (number < 0) return "";
    const name = this.clerkNames.get(number);
    return name ? `${number} ${name}` : String(number);
  }
}
