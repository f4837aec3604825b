/* Digests as the book reckons them, and the anchor of a Z slip. */

const Hashes = (() => {
  const ANCHOR_CHARACTERS = 12;
  const writer = new TextEncoder();
  /** As a person types an anchor: with or without its row, capital or small. */
  const TYPED = new RegExp(
    "^(?:(?:(?:journal|archiv)\\s*)?([1-9]\\d{0,17})\\s*[: ]\\s*)?" +
      "([a-z0-9]{4})[- ]?([a-z0-9]{4})[- ]?([a-z0-9]{4})$",
    "i",
  );

  const hex = (buffer) =>
    Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");

  const sha256 = (bytes) => crypto.subtle.digest("SHA-256", bytes);

  /** SHA-256 of a text, in lower-case hex digits. */
  const ofText = async (text) => hex(await sha256(writer.encode(text)));

  /** The anchor of a row: 60 bits over its seq and hash, in base32 (firmware/store/seal.py). */
  async function anchorOf(seq, hash) {
    const digest = new Uint8Array(await sha256(writer.encode(`${seq}:${hash}`)));
    const text = Codes.base32(String.fromCharCode(...digest)).slice(0, ANCHOR_CHARACTERS);
    return text.match(/.{4}/g).join("-");
  }

  /** What a person typed: { text, seq or null }; null if it is no anchor. */
  function readAnchor(typed) {
    const found = TYPED.exec(typed.trim());
    if (found === null) return null;
    const [, seq, ...groups] = found;
    // There is no 0 and no 8 in an anchor.
    const text = groups.join("-").toUpperCase().replace(/0/g, "O").replace(/8/g, "B");
    return /^[A-Z2-7-]+$/.test(text) ? { text, seq: seq ? Number(seq) : null } : null;
  }

  return Object.freeze({ hex, sha256, ofText, anchorOf, readAnchor });
})();
