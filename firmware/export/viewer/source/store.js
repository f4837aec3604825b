/* Many rows in little room: numbers in typed arrays, texts in blocks that are cut when asked. */

/** Numbers that grow. */
class Column {
  constructor(Type, size = 256) {
    this.cells = new Type(size);
    this.length = 0;
  }

  push(value) {
    if (this.length === this.cells.length) {
      const wider = new this.cells.constructor(2 * this.length);
      wider.set(this.cells);
      this.cells = wider;
    }
    this.cells[this.length++] = value;
  }

  at(index) {
    return this.cells[index];
  }
}

/** Lines of text, kept as they came: a row is a piece of its block. */
class Lines {
  #blocks = [];
  #block = new Column(Uint16Array);
  #begin = new Column(Uint32Array);
  #end = new Column(Uint32Array);

  get length() {
    return this.#begin.length;
  }

  /** Take whole lines, each with its line feed; returns the index of the first. */
  add(text) {
    const first = this.length;
    const block = this.#blocks.push(text) - 1;
    for (let at = 0; at < text.length;) {
      const end = text.indexOf("\n", at);
      this.#block.push(block);
      this.#begin.push(at);
      this.#end.push(end);
      at = end + 1;
    }
    return first;
  }

  /** The line without its line feed. */
  line(index) {
    return this.#blocks[this.#block.at(index)].slice(this.#begin.at(index), this.#end.at(index));
  }

  /** What stands between its tabs. */
  cells(index) {
    return this.line(index).split("\t");
  }

  /** The first cells of a line; what is missing is empty. */
  heads(index, count) {
    const text = this.#blocks[this.#block.at(index)];
    const end = this.#end.at(index);
    const cells = [];
    let from = this.#begin.at(index);
    while (cells.length < count) {
      const until = text.indexOf("\t", from);
      if (until < 0 || until > end) {
        cells.push(text.slice(from, end));
        from = end;
      } else {
        cells.push(text.slice(from, until));
        from = until + 1;
      }
    }
    return cells;
  }

  /** What stands behind so many tabs; the rest of the line is not looked at. */
  cell(index, place) {
    const text = this.#blocks[this.#block.at(index)];
    const end = this.#end.at(index);
    let from = this.#begin.at(index);
    for (let tabs = 0; tabs < place; tabs += 1) {
      from = text.indexOf("\t", from) + 1;
      if (from === 0 || from > end) return "";
    }
    const until = text.indexOf("\t", from);
    return text.slice(from, until < 0 || until > end ? end : until);
  }
}

/** Words that many rows have in common, each kept once; a row knows them by number. */
class Vocabulary {
  #numbers = new Map();
  #words = [];
  #ids = new Column(Uint32Array);
  #starts = new Column(Uint32Array);

  /** The next row has these words. */
  add(words) {
    this.#starts.push(this.#ids.length);
    for (const word of words) {
      let number = this.#numbers.get(word);
      if (number === undefined) {
        number = this.#words.push(Form.folded(word)) - 1;
        this.#numbers.set(word, number);
      }
      this.#ids.push(number);
    }
  }

  /** A test for rows: whether one of their words holds `part`, which is folded. */
  finder(part) {
    const hits = new Uint8Array(this.#words.length);
    this.#words.forEach((word, number) => {
      hits[number] = word.includes(part) ? 1 : 0;
    });
    const starts = this.#starts;
    const ids = this.#ids;
    return (row) => {
      const end = row + 1 < starts.length ? starts.at(row + 1) : ids.length;
      for (let at = starts.at(row); at < end; at += 1) {
        if (hits[ids.at(at)]) return true;
      }
      return false;
    };
  }
}
