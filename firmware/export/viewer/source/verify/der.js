// DER (X.690) as certificates use it, read strictly: one encoding for one value.

const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bits: 0x03,
  octets: 0x04,
  null: 0x05,
  oid: 0x06,
  sequence: 0x30,
  set: 0x31,
  printable: 0x13,
  universal: 0x1c,
  bmp: 0x1e,
  utcTime: 0x17,
  generalizedTime: 0x18,
};
const TIME_FORMS = new Map([
  [TAG.utcTime, /^[0-9]{12}Z$/],
  [TAG.generalizedTime, /^[0-9]{14}Z$/],
]);

/** The bytes are not what was expected. */
class DerError extends Error {
  constructor(text) {
    super(text);
    this.name = "DerError";
  }
}

/** Takes values one by one out of a part of some bytes. */
class DerReader {
  #bytes;
  #at;
  #end;

  constructor(bytes, at = 0, end = bytes.length) {
    this.#bytes = bytes;
    this.#at = at;
    this.#end = end;
  }

  get isEmpty() {
    return this.#at === this.#end;
  }

  /** The tag of the next value; null at the end. */
  get tag() {
    return this.isEmpty ? null : this.#bytes[this.#at];
  }

  /** Takes any value: its tag, a reader of its content, content and whole as bytes. */
  any() {
    const begin = this.#at;
    const tag = this.#byte();
    if ((tag & 0x1f) === 0x1f) {
      throw new DerError("a tag of several bytes");
    }
    const length = this.#length();
    const from = this.#at;
    if (length > this.#end - from) {
      throw new DerError("a value that ends behind its surroundings");
    }
    this.#at = from + length;
    return {
      tag,
      inside: new DerReader(this.#bytes, from, this.#at),
      content: this.#bytes.subarray(from, this.#at),
      whole: this.#bytes.subarray(begin, this.#at),
    };
  }

  /** Takes a value of one tag. */
  take(tag) {
    if (this.tag !== tag) {
      throw new DerError(`tag ${this.tag} instead of ${tag}`);
    }
    return this.any();
  }

  /** Takes a value if it is of one tag, else null. */
  takeIf(tag) {
    return this.tag === tag ? this.any() : null;
  }

  /** Takes a whole number as BigInt. */
  integer() {
    const { content } = this.take(TAG.integer);
    const isLong =
      content.length > 1 &&
      ((content[0] === 0 && content[1] < 0x80) || (content[0] === 0xff && content[1] >= 0x80));
    if (content.length === 0 || isLong) {
      throw new DerError("an integer that is not in its shortest form");
    }
    return BigInt.asIntN(8 * content.length, unsignedOf(content));
  }

  /** Takes a truth value. */
  boolean() {
    const { content } = this.take(TAG.boolean);
    if (content.length !== 1 || (content[0] !== 0 && content[0] !== 0xff)) {
      throw new DerError("no truth value");
    }
    return content[0] !== 0;
  }

  /** Takes an object identifier as "1.2.3". */
  oid() {
    return oidOf(this.take(TAG.oid).content);
  }

  /** Takes a bit string: its bytes, and how many bits of the last one are not of it. */
  bits(tag = TAG.bits) {
    const { content } = this.take(tag);
    const unused = content[0];
    const isSound =
      content.length === 1
        ? unused === 0
        : unused <= 7 && (content.at(-1) & ((1 << unused) - 1)) === 0;
    if (!isSound) {
      throw new DerError("no bit string");
    }
    return { bytes: content.subarray(1), unused };
  }

  /** Takes a time and returns it as "2026-11-20T09:43:07Z". */
  time() {
    const { tag, content } = this.any();
    const text = textOfBytes(content);
    const form = TIME_FORMS.get(tag);
    if (form === undefined || !form.test(text)) {
      throw new DerError("no time");
    }
    const century = Number(text.slice(0, 2)) >= 50 ? "19" : "20";
    const digits = tag === TAG.utcTime ? century + text : text;
    const [, year, month, day, hour, minute, second] = /^(.{4})(..)(..)(..)(..)(..)/.exec(digits);
    const local = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
    if (!isMoment(local)) {
      throw new DerError("a time that does not exist");
    }
    return `${local}Z`;
  }

  /** Requires that everything was taken. */
  end() {
    if (!this.isEmpty) {
      throw new DerError("more than there should be");
    }
  }

  #byte() {
    if (this.isEmpty) {
      throw new DerError("cut off");
    }
    this.#at += 1;
    return this.#bytes[this.#at - 1];
  }

  #length() {
    const first = this.#byte();
    if (first < 0x80) {
      return first;
    }
    const count = first & 0x7f;
    if (count === 0 || count > 4) {
      throw new DerError("a length that is none");
    }
    let length = 0;
    for (let at = 0; at < count; at += 1) {
      length = length * 256 + this.#byte();
    }
    if (length < 0x80 || length < 256 ** (count - 1)) {
      throw new DerError("a length that is not in its shortest form");
    }
    return length;
  }
}

function oidOf(content) {
  const arcs = [];
  let arc = 0;
  content.forEach((byte, at) => {
    if (arc === 0 && byte === 0x80 && (at === 0 || content[at - 1] < 0x80)) {
      throw new DerError("an object identifier that is not in its shortest form");
    }
    arc = arc * 128 + (byte & 0x7f);
    if (arc > 0xffffffff) {
      throw new DerError("an object identifier with too large an arc");
    }
    if (byte < 0x80) {
      arcs.push(arc);
      arc = 0;
    }
  });
  if (content.length === 0 || content.at(-1) >= 0x80) {
    throw new DerError("an object identifier that is cut off");
  }
  const root = Math.min(2, Math.floor(arcs[0] / 40));
  return [root, arcs[0] - 40 * root, ...arcs.slice(1)].join(".");
}

/** A value as DER: tag, length, content of fewer than 128 bytes. */
function derOf(tag, ...contents) {
  const length = contents.reduce((sum, content) => sum + content.length, 0);
  return Uint8Array.from([tag, length, ...contents.flatMap((content) => [...content])]);
}
