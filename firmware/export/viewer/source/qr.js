/* QR codes (ISO/IEC 18004): bytes, error correction M, up to the thousand signs a code may have. */

const Qr = (() => {
  // Of level M, from version 1 on: correction words of a block, and how many blocks.
  const CORRECTION = [
    10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26, 26, 28, 28, 28,
    28, 28,
  ];
  const BLOCKS = [
    1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17, 17, 18, 20, 21, 23,
  ];
  const QUIET = 4;
  const LEVEL_M = 0;

  const EXPONENTS = new Uint8Array(512);
  const LOGARITHMS = new Uint8Array(256);
  for (let at = 0, value = 1; at < 255; at += 1) {
    EXPONENTS[at] = EXPONENTS[at + 255] = value;
    LOGARITHMS[value] = at;
    value = (value << 1) ^ (value & 0x80 ? 0x11d : 0);
  }
  const times = (a, b) => (a && b ? EXPONENTS[LOGARITHMS[a] + LOGARITHMS[b]] : 0);

  /** How many words a symbol of this version holds, correction included. */
  function wordCount(version) {
    let modules = (16 * version + 128) * version + 64;
    if (version >= 2) {
      const alignments = Math.floor(version / 7) + 2;
      modules -= (25 * alignments - 10) * alignments - 55;
      if (version >= 7) modules -= 36;
    }
    return modules >> 3;
  }

  const dataCount = (version) => wordCount(version) - CORRECTION[version - 1] * BLOCKS[version - 1];
  const lengthBits = (version) => (version < 10 ? 8 : 16);

  function versionFor(bytes) {
    for (let version = 1; version <= CORRECTION.length; version += 1) {
      if (4 + lengthBits(version) + 8 * bytes <= 8 * dataCount(version)) return version;
    }
    throw new RangeError(`${bytes} bytes are too many for a code`);
  }

  /** Mode, length, bytes, and what fills up. */
  function dataWords(bytes, version) {
    const capacity = 8 * dataCount(version);
    const bits = [];
    const put = (value, length) => {
      for (let at = length - 1; at >= 0; at -= 1) bits.push((value >> at) & 1);
    };
    put(4, 4);
    put(bytes.length, lengthBits(version));
    for (const byte of bytes) put(byte, 8);
    put(0, Math.min(4, capacity - bits.length));
    put(0, (8 - (bits.length % 8)) % 8);
    for (let pad = 0xec; bits.length < capacity; pad ^= 0xfd) put(pad, 8);
    const words = new Uint8Array(capacity / 8);
    bits.forEach((bit, at) => {
      words[at >> 3] |= bit << (7 - (at & 7));
    });
    return words;
  }

  /** Reed and Solomon: the rest of the division by (x - 1)(x - 2)(x - 4) … */
  function divisor(degree) {
    const result = new Uint8Array(degree);
    result[degree - 1] = 1;
    for (let root = 1, at = 0; at < degree; at += 1, root = times(root, 2)) {
      for (let place = 0; place < degree; place += 1) {
        result[place] = times(result[place], root) ^ (place + 1 < degree ? result[place + 1] : 0);
      }
    }
    return result;
  }

  function rest(words, by) {
    const result = new Uint8Array(by.length);
    for (const word of words) {
      const factor = word ^ result[0];
      result.copyWithin(0, 1);
      result[by.length - 1] = 0;
      for (let at = 0; at < by.length; at += 1) result[at] ^= times(by[at], factor);
    }
    return result;
  }

  /** Blocks with their correction, taken by turns. */
  function interleaved(words, version) {
    const count = BLOCKS[version - 1];
    const short = Math.floor(words.length / count);
    const longer = words.length % count;
    const by = divisor(CORRECTION[version - 1]);
    const blocks = [];
    for (let at = 0, block = 0; block < count; block += 1) {
      const length = short + (block >= count - longer ? 1 : 0);
      const data = words.subarray(at, at + length);
      blocks.push({ data, correction: rest(data, by) });
      at += length;
    }
    const out = [];
    for (let at = 0; at <= short; at += 1) {
      for (const { data } of blocks) if (at < data.length) out.push(data[at]);
    }
    for (let at = 0; at < by.length; at += 1)
      for (const { correction } of blocks) out.push(correction[at]);
    return out;
  }

  const MASKS = [
    (x, y) => (x + y) % 2 === 0,
    (x, y) => y % 2 === 0,
    (x) => x % 3 === 0,
    (x, y) => (x + y) % 3 === 0,
    (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
    (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
    (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
    (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
  ];

  /** The modules of one symbol while it is drawn; `fixed` are those that are no data. */
  class Symbol {
    constructor(version) {
      this.version = version;
      this.size = 17 + 4 * version;
      this.dark = new Uint8Array(this.size * this.size);
      this.fixed = new Uint8Array(this.size * this.size);
      this.#patterns();
    }

    #set(x, y, isDark) {
      this.dark[y * this.size + x] = isDark ? 1 : 0;
      this.fixed[y * this.size + x] = 1;
    }

    #patterns() {
      const { size, version } = this;
      for (let at = 0; at < size; at += 1) {
        this.#set(6, at, at % 2 === 0);
        this.#set(at, 6, at % 2 === 0);
      }
      for (const [x, y] of [
        [3, 3],
        [size - 4, 3],
        [3, size - 4],
      ])
        this.#square(x, y, 4, [2, 4]);
      const places = this.#alignments();
      const last = places.length - 1;
      places.forEach((x, column) => {
        places.forEach((y, row) => {
          const isCorner =
            (column === 0 && (row === 0 || row === last)) || (column === last && row === 0);
          if (!isCorner) this.#square(x, y, 2, [1]);
        });
      });
      this.format(0);
      if (version >= 7) this.#versionBits();
    }

    /** Rings around a middle; `light` are the distances that stay light. */
    #square(x, y, reach, light) {
      for (let dy = -reach; dy <= reach; dy += 1) {
        for (let dx = -reach; dx <= reach; dx += 1) {
          const [px, py] = [x + dx, y + dy];
          if (px < 0 || py < 0 || px >= this.size || py >= this.size) continue;
          this.#set(px, py, !light.includes(Math.max(Math.abs(dx), Math.abs(dy))));
        }
      }
    }

    #alignments() {
      if (this.version === 1) return [];
      const count = Math.floor(this.version / 7) + 2;
      const step = Math.ceil((this.size - 13) / (2 * count - 2)) * 2;
      const places = [6];
      for (let at = this.size - 7; places.length < count; at -= step) places.splice(1, 0, at);
      return places;
    }

    /** Level and mask with their own correction, twice. */
    format(mask) {
      const value = (LEVEL_M << 3) | mask;
      let remainder = value;
      for (let at = 0; at < 10; at += 1) remainder = (remainder << 1) ^ ((remainder >> 9) * 0x537);
      const bits = ((value << 10) | remainder) ^ 0x5412;
      const bit = (at) => (bits >> at) & 1;
      const { size } = this;
      for (let at = 0; at < 6; at += 1) this.#set(8, at, bit(at));
      this.#set(8, 7, bit(6));
      this.#set(8, 8, bit(7));
      this.#set(7, 8, bit(8));
      for (let at = 9; at < 15; at += 1) this.#set(14 - at, 8, bit(at));
      for (let at = 0; at < 8; at += 1) this.#set(size - 1 - at, 8, bit(at));
      for (let at = 8; at < 15; at += 1) this.#set(8, size - 15 + at, bit(at));
      this.#set(8, size - 8, 1);
    }

    #versionBits() {
      let remainder = this.version;
      for (let at = 0; at < 12; at += 1)
        remainder = (remainder << 1) ^ ((remainder >> 11) * 0x1f25);
      const bits = (this.version << 12) | remainder;
      for (let at = 0; at < 18; at += 1) {
        const [far, near] = [this.size - 11 + (at % 3), Math.floor(at / 3)];
        this.#set(far, near, (bits >> at) & 1);
        this.#set(near, far, (bits >> at) & 1);
      }
    }

    /** Two columns up, two down, from the right, past the timing pattern. */
    write(words) {
      const { size } = this;
      let at = 0;
      for (let right = size - 1; right >= 1; right -= 2) {
        if (right === 6) right = 5;
        const isUp = ((right + 1) & 2) === 0;
        for (let step = 0; step < size; step += 1) {
          const y = isUp ? size - 1 - step : step;
          for (const x of [right, right - 1]) {
            const place = y * size + x;
            if (this.fixed[place] || at >= 8 * words.length) continue;
            this.dark[place] = (words[at >> 3] >> (7 - (at & 7))) & 1;
            at += 1;
          }
        }
      }
    }

    masked(mask) {
      this.format(mask);
      const dark = this.dark.slice();
      for (let y = 0, place = 0; y < this.size; y += 1) {
        for (let x = 0; x < this.size; x += 1, place += 1) {
          if (!this.fixed[place] && MASKS[mask](x, y)) dark[place] ^= 1;
        }
      }
      return dark;
    }
  }

  const FINDERS = ["10111010000", "00001011101"];

  /** How hard a picture is to read: runs, squares, false finders, too much of one colour. */
  function penalty(dark, size) {
    let points = 0;
    let total = 0;
    for (let y = 0; y < size; y += 1) {
      let row = "";
      let column = "";
      for (let x = 0; x < size; x += 1) {
        row += dark[y * size + x];
        column += dark[x * size + y];
        total += dark[y * size + x];
        if (x > 0 && y > 0) {
          const sum =
            dark[y * size + x] +
            dark[y * size + x - 1] +
            dark[(y - 1) * size + x] +
            dark[(y - 1) * size + x - 1];
          if (sum % 4 === 0) points += 3;
        }
      }
      for (const line of [row, column]) {
        for (const [run] of line.matchAll(/0{5,}|1{5,}/g)) points += run.length - 2;
        for (const finder of FINDERS) {
          for (let at = line.indexOf(finder); at >= 0; at = line.indexOf(finder, at + 1))
            points += 40;
        }
      }
    }
    return points + 10 * Math.floor(Math.abs((20 * total) / (size * size) - 10));
  }

  /** The rows of a text's symbol, 1 where a module is dark. */
  function modules(text) {
    const bytes = new TextEncoder().encode(text);
    const version = versionFor(bytes.length);
    const symbol = new Symbol(version);
    symbol.write(interleaved(dataWords(bytes, version), version));
    const pictures = MASKS.map((_, mask) => symbol.masked(mask));
    const points = pictures.map((dark) => penalty(dark, symbol.size));
    const best = pictures[points.indexOf(Math.min(...points))];
    return Array.from({ length: symbol.size }, (_, y) =>
      best.subarray(y * symbol.size, (y + 1) * symbol.size),
    );
  }

  /** The symbol as a picture with its light border; sharp at any size. */
  function picture(text, label) {
    const rows = modules(text);
    const side = rows.length + 2 * QUIET;
    let path = "";
    rows.forEach((row, y) => {
      for (let x = 0; x < row.length; x += 1) {
        if (!row[x]) continue;
        let end = x + 1;
        while (end < row.length && row[end]) end += 1;
        path += `M${x + QUIET} ${y + QUIET}h${end - x}v1h${x - end}z`;
        x = end;
      }
    });
    return Dom.svg(
      "svg",
      {
        viewBox: `0 0 ${side} ${side}`,
        class: "qr",
        role: "img",
        "aria-label": label,
        "shape-rendering": "crispEdges",
      },
      Dom.svg("rect", { width: side, height: side, fill: "#fff" }),
      Dom.svg("path", { d: path, fill: "#000" }),
    );
  }

  return Object.freeze({ modules, picture });
})();
