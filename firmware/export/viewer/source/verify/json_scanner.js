// A JSON reader for DEP files (RFC 8259), as strict as firmware/export/json_scanner.py: bounded
// strings and numbers, no byte order mark, and every error has its byte.

const STRING_BYTES_MAX = 64 * 1024;
const NUMBER_BYTES_MAX = 1024;
const DEPTH_MAX = 32;
const RUN_STRINGS = 256;
const BYTE_ORDER_MARKS = [
  [0xef, 0xbb, 0xbf],
  [0xff, 0xfe],
  [0xfe, 0xff],
];
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SCALAR =
  /^(?:-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null)(?![0-9A-Za-z.+-])/;
const TYPE_BY_BEGINNING = new Map([
  ['"', "a string"],
  ["[", "an array"],
  ["{", "an object"],
  ["-", "a number"],
  ["t", "a truth value"],
  ["f", "a truth value"],
  ["n", "null"],
]);
const HEX_DIGIT = /^[0-9A-Fa-f]{4}$/;

/** The text is not JSON, or exceeds what the reader accepts; `isType`: another type of value. */
class JsonError extends Error {
  constructor(offset, text, { isType = false } = {}) {
    super(`byte ${offset}: ${text}`);
    this.name = "JsonError";
    this.offset = offset;
    this.text = text;
    this.isType = isType;
  }
}

/** Walks through the bytes of a JSON text; the caller says what it expects next. */
class JsonScanner {
  #bytes;
  at = 0;

  constructor(bytes) {
    this.#bytes = bytes;
  }

  /** Refuses byte order marks, which RFC 8259 § 8.1 forbids to write. */
  begin() {
    const bytes = this.#bytes;
    if (BYTE_ORDER_MARKS.some((mark) => mark.every((byte, at) => bytes[at] === byte))) {
      this.fail("a byte order mark; the text must be plain UTF-8");
    }
  }

  /** Skips white space and returns the next character without taking it; "" is the end. */
  peek() {
    const bytes = this.#bytes;
    let at = this.at;
    for (; at < bytes.length; at += 1) {
      const byte = bytes[at];
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) {
        break;
      }
    }
    this.at = at;
    return at < bytes.length ? String.fromCharCode(bytes[at]) : "";
  }

  take(expected) {
    if (this.peek() !== expected) {
      this.refuse(`'${expected}'`);
    }
    this.at += 1;
  }

  takeIf(candidate) {
    if (this.peek() !== candidate) {
      return false;
    }
    this.at += 1;
    return true;
  }

  /** Requires that nothing but white space follows. */
  end() {
    if (this.peek() !== "") {
      this.refuse("the end of the file");
    }
  }

  /** Takes a string and returns its text. */
  string() {
    this.#requireType('"', "a string");
    const bytes = this.#bytes;
    const begin = this.at;
    let at = begin + 1;
    let isPlain = true;
    let byte = bytes[at];
    while (byte !== QUOTE && byte >= 0x20) {
      if (byte === BACKSLASH) {
        const length = this.#escapeLength(at);
        if (length === 0) {
          break;
        }
        isPlain = false;
        at += length;
      } else {
        isPlain &&= byte < 0x80;
        at += 1;
      }
      byte = bytes[at];
    }
    if (byte !== QUOTE || at - begin - 1 > STRING_BYTES_MAX) {
      this.#refuseString(at);
    }
    const inside = bytes.subarray(begin + 1, at);
    const text = isPlain ? UTF8_READER.decode(inside) : this.#decode(bytes.subarray(begin, at + 1));
    this.at = at + 1;
    return text;
  }

  /** Takes a whole array of strings by the run; what was read before an error is handed out. */
  *strings() {
    let run = [];
    try {
      for (const _ of this.elements()) {
        run.push(this.string());
        if (run.length === RUN_STRINGS) {
          yield run;
          run = [];
        }
      }
    } catch (error) {
      yield run;
      throw error;
    }
    yield run;
  }

  /** Takes an object; the caller takes the value after each key that is yielded. */
  *members() {
    this.#requireType("{", "an object");
    this.at += 1;
    if (this.takeIf("}")) {
      return;
    }
    do {
      if (this.peek() !== '"') {
        this.refuse("a key");
      }
      const key = this.string();
      this.take(":");
      yield key;
    } while (this.takeIf(","));
    this.#takeClosing("}");
  }

  /** Takes an array; the caller takes the value at each index that is yielded. */
  *elements() {
    this.#requireType("[", "an array");
    this.at += 1;
    if (this.takeIf("]")) {
      return;
    }
    let index = 0;
    do {
      yield index;
      index += 1;
    } while (this.takeIf(","));
    this.#takeClosing("]");
  }

  /** Takes any value and forgets it. */
  skipValue(depth = 0) {
    if (depth > DEPTH_MAX) {
      this.fail(`nested deeper than ${DEPTH_MAX} levels`);
    }
    const next = this.peek();
    if (next === '"') {
      this.string();
    } else if (next === "{" || next === "[") {
      for (const _ of next === "{" ? this.members() : this.elements()) {
        this.skipValue(depth + 1);
      }
    } else {
      this.#skipScalar();
    }
  }

  /** Says what should stand here and what does. */
  refuse(expected) {
    const found = this.peek();
    if (found === "") {
      this.fail(`the file ends where ${expected} should stand`);
    }
    const what = found === "\0" ? "a NUL byte" : quotedByte(this.#bytes[this.at]);
    this.fail(`${what} where ${expected} should stand`);
  }

  fail(text) {
    throw new JsonError(this.at, text);
  }

  /** How many bytes an escape has; 0 if JSON does not know it or it is cut off. */
  #escapeLength(at) {
    const mark = String.fromCharCode(this.#bytes[at + 1] ?? 0);
    if (mark === "u") {
      return HEX_DIGIT.test(textOfBytes(this.#bytes.subarray(at + 2, at + 6))) ? 6 : 0;
    }
    return '"\\/bfnrt'.includes(mark) ? 2 : 0;
  }

  #skipScalar() {
    const window = this.#bytes.subarray(this.at, this.at + NUMBER_BYTES_MAX + 1);
    const match = SCALAR.exec(textOfBytes(window));
    if (match === null || match[0].length > NUMBER_BYTES_MAX) {
      this.refuse("a value");
    }
    this.at += match[0].length;
  }

  #takeClosing(closing) {
    if (this.peek() !== closing) {
      this.refuse(`',' or '${closing}'`);
    }
    this.at += 1;
  }

  #requireType(opening, expected) {
    const found = this.peek();
    if (found === opening) {
      return;
    }
    const isNumber = found >= "0" && found <= "9";
    const other = TYPE_BY_BEGINNING.get(found) ?? (isNumber ? "a number" : null);
    if (other !== null) {
      throw new JsonError(this.at, `${other} instead of ${expected}`, { isType: true });
    }
    this.refuse(expected);
  }

  /** `stop` is where the string went wrong, or its closing quote if it is only too long. */
  #refuseString(stop) {
    const length = stop - this.at;
    if (length > STRING_BYTES_MAX) {
      this.fail(`a string of more than ${STRING_BYTES_MAX} bytes`);
    }
    this.at = stop;
    const byte = this.#bytes[stop];
    if (byte === undefined) {
      this.fail("the file ends within a string");
    }
    if (byte === BACKSLASH) {
      this.fail("an escape that JSON does not know, or that is cut off");
    }
    if (byte === 0) {
      this.fail("a NUL byte within a string");
    }
    this.fail(`the control character ${quotedByte(byte)} within a string`);
  }

  /** The text of a token with its quotes. */
  #decode(token) {
    const text = textOfUtf8(token);
    if (text === null) {
      this.fail(`not UTF-8 at byte ${this.at + utf8ErrorAt(token)}`);
    }
    const unescaped = text.includes("\\") ? JSON.parse(text) : text.slice(1, -1);
    if (/\p{Cs}/u.test(unescaped)) {
      this.fail("half a surrogate pair within a string");
    }
    return unescaped;
  }
}
