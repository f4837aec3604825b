// Bytes as text, read as strictly as written (RFC 4648): one text for one value.
// What is refused says why in the words of `kassa verify`, so that two reports can be compared.

const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const BASE64URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const NO_DIGIT = 0xff;
const SHOWN_CHARACTERS = 60;

const UTF8_WRITER = new TextEncoder();
const UTF8_READER = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** A text or value that does not have the form the regulation gives it; `field` names the place. */
class Malformed extends Error {
  constructor(field, text, { isAlgorithm = false } = {}) {
    super(`${field}: ${text}`);
    this.name = "Malformed";
    this.field = field;
    this.isAlgorithm = isAlgorithm;
  }
}

function digitsOf(alphabet) {
  const table = new Uint8Array(256).fill(NO_DIGIT);
  for (let digit = 0; digit < alphabet.length; digit += 1) {
    table[alphabet.charCodeAt(digit)] = digit;
  }
  return table;
}

const BASE64_DIGITS = digitsOf(BASE64);
const BASE64URL_DIGITS = digitsOf(BASE64URL);

/** Codes of the characters, or null where one is not ASCII: it takes more bytes than characters. */
function asciiBytes(text) {
  const bytes = UTF8_WRITER.encode(text);
  return bytes.length === text.length ? bytes : null;
}

/** A character for each byte. */
function textOfBytes(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 4096) {
    text += String.fromCharCode(...bytes.subarray(at, at + 4096));
  }
  return text;
}

/** The first character above 0x7f, or -1. */
function firstNonAscii(text) {
  for (let at = 0; at < text.length; at += 1) {
    if (text.charCodeAt(at) > 0x7f) {
      return at;
    }
  }
  return -1;
}

function utf8(text) {
  return UTF8_WRITER.encode(text);
}

/** Text of UTF-8 bytes, or null where they are none. */
function textOfUtf8(bytes) {
  try {
    return UTF8_READER.decode(bytes);
  } catch {
    return null;
  }
}

/** Where the first sequence begins that is not UTF-8; the length where there is none. */
function utf8ErrorAt(bytes) {
  let at = 0;
  while (at < bytes.length) {
    const first = bytes[at];
    const length = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (textOfUtf8(bytes.subarray(at, at + length)) === null) {
      return at;
    }
    at += length;
  }
  return at;
}

/** Decodes digits of six bits without padding; null if a digit is none or bits are left over. */
function decodeSixBits(bytes, from, until, digits) {
  const count = until - from;
  if (count % 4 === 1) {
    return null;
  }
  const raw = new Uint8Array((count * 3) >> 2);
  let to = 0;
  let at = from;
  let wrong = 0;
  for (; at + 4 <= until; at += 4) {
    const a = digits[bytes[at]];
    const b = digits[bytes[at + 1]];
    const c = digits[bytes[at + 2]];
    const d = digits[bytes[at + 3]];
    wrong |= a | b | c | d;
    raw[to] = (a << 2) | (b >> 4);
    raw[to + 1] = (b << 4) | (c >> 2);
    raw[to + 2] = (c << 6) | d;
    to += 3;
  }
  if (until - at >= 2) {
    const a = digits[bytes[at]];
    const b = digits[bytes[at + 1]];
    const c = until - at === 3 ? digits[bytes[at + 2]] : 0;
    const stray = until - at === 3 ? c & 0x03 : b & 0x0f;
    wrong |= a | b | c | (stray === 0 ? 0 : NO_DIGIT);
    raw[to] = (a << 2) | (b >> 4);
    if (until - at === 3) {
      raw[to + 1] = (b << 4) | (c >> 2);
    }
  }
  return wrong > 63 ? null : raw;
}

/** Whether Python's decoder, which forgives much, would take a base64 text. */
function isTolerable(text, isStrict) {
  if (firstNonAscii(text) >= 0 || (isStrict && text.startsWith("="))) {
    return false;
  }
  let position = 0;
  let pads = 0;
  let isPadded = false;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === "=") {
      isPadded = true;
      if (position >= 2 && position + (pads += 1) >= 4) {
        return !isStrict || at + 1 === text.length;
      }
      continue;
    }
    const isDigit = BASE64_DIGITS[text.charCodeAt(at)] !== NO_DIGIT;
    if (isStrict && (!isDigit || isPadded)) {
      return false;
    }
    if (isDigit) {
      pads = 0;
      position = (position + 1) % 4;
    }
  }
  return position === 0;
}

/** Decodes canonical, padded base64. */
function decodeBase64(text, field, { isStrict = false } = {}) {
  const bytes = asciiBytes(text);
  if (bytes !== null && bytes.length % 4 === 0) {
    const pads = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
    const raw = decodeSixBits(bytes, 0, bytes.length - pads, BASE64_DIGITS);
    if (raw !== null) {
      return raw;
    }
  }
  throw new Malformed(field, isTolerable(text, isStrict) ? "not canonical base64" : "not base64");
}

/** Decodes canonical base64url without padding, from ASCII bytes. */
function decodeBase64url(bytes, field) {
  const raw = decodeSixBits(bytes, 0, bytes.length, BASE64URL_DIGITS);
  if (raw !== null) {
    return raw;
  }
  if (bytes.includes(0x3d)) {
    throw new Malformed(field, "padded with '='");
  }
  // As base64 text: what only base64 knows is foreign here.
  const text = textOfBytes(bytes)
    .replace(/[+/]/g, "*")
    .replaceAll("-", "+")
    .replaceAll("_", "/");
  const padded = text + "=".repeat((4 - (text.length % 4)) % 4);
  const reason = isTolerable(padded, false) ? "not canonical base64url" : "not base64url";
  throw new Malformed(field, reason);
}

function encodeSixBits(raw, alphabet, pad) {
  let text = "";
  for (let at = 0; at < raw.length; at += 3) {
    const rest = raw.length - at;
    const value = (raw[at] << 16) | ((raw[at + 1] ?? 0) << 8) | (raw[at + 2] ?? 0);
    text += alphabet[value >> 18] + alphabet[(value >> 12) & 63];
    text += rest > 1 ? alphabet[(value >> 6) & 63] : pad;
    text += rest > 2 ? alphabet[value & 63] : pad;
  }
  return text;
}

/** Writes padded base64. */
function encodeBase64(raw) {
  return encodeSixBits(raw, BASE64, "=");
}

/** Writes base64url without padding. */
function encodeBase64url(raw) {
  return encodeSixBits(raw, BASE64URL, "");
}

/** Writes padded base32. */
function encodeBase32(raw) {
  let text = "";
  let bits = 0;
  let value = 0;
  for (const byte of raw) {
    value = ((value & 0x1f) << 8) | byte;
    bits += 8;
    for (; bits >= 5; bits -= 5) {
      text += BASE32[(value >> (bits - 5)) & 31];
    }
  }
  text += bits > 0 ? BASE32[(value << (5 - bits)) & 31] : "";
  return text + "=".repeat((8 - (text.length % 8)) % 8);
}

/** Decodes canonical, padded base32. */
function decodeBase32(text, field) {
  const digits = text.replace(/=+$/, "");
  const raw = [];
  let bits = 0;
  let value = 0;
  for (const character of digits) {
    const digit = BASE32.indexOf(character);
    if (digit < 0) {
      throw new Malformed(field, "not base32");
    }
    value = ((value << 5) | digit) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      raw.push((value >> bits) & 0xff);
    }
  }
  const bytes = Uint8Array.from(raw);
  if (encodeBase32(bytes) !== text) {
    const isRead = text.length % 8 === 0 && [0, 1, 3, 4, 6].includes(text.length - digits.length);
    throw new Malformed(field, isRead ? "not canonical base32" : "not base32");
  }
  return bytes;
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

function hexOf(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 1) {
    text += HEX[bytes[at]];
  }
  return text;
}

/** The first characters of a text; a pair of surrogates is one. */
function cut(text, characters) {
  return text.length <= characters ? text : Array.from(text).slice(0, characters).join("");
}

/** A text in quotes with everything invisible escaped, as Python writes it. */
function quoted(text) {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const inside = Array.from(text, (character) => {
    const code = character.codePointAt(0);
    if (character === quote || character === "\\") {
      return `\\${character}`;
    }
    if (character === "\n" || character === "\r" || character === "\t") {
      return { "\n": "\\n", "\r": "\\r", "\t": "\\t" }[character];
    }
    if (character === " " || /[\p{L}\p{M}\p{N}\p{P}\p{S}]/u.test(character)) {
      return character;
    }
    const [mark, width] = code > 0xffff ? ["U", 8] : code > 0xff ? ["u", 4] : ["x", 2];
    return `\\${mark}${code.toString(16).padStart(width, "0")}`;
  });
  return quote + inside.join("") + quote;
}

/** A byte as Python writes it. */
function quotedByte(byte) {
  return byte < 0x80 ? `b${quoted(String.fromCharCode(byte))}` : `b'\\x${byte.toString(16)}'`;
}

/** Quotes foreign text for a message: control characters escaped, long text cut. */
function shown(text) {
  const head = cut(text, SHOWN_CHARACTERS);
  return head.length < text.length ? `${quoted(head)}...` : quoted(text);
}
