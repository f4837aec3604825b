/* The forms of the machine readable code, from the JWS (RKSV Anlage Z 5, 12, 14). */

const Codes = (() => {
  // § 17 Abs 4 RKSV: „Sicherheitseinrichtung ausgefallen“, as the last part of a JWS.
  const FAILURE = ".U2ljaGVyaGVpdHNlaW5yaWNodHVuZyBhdXNnZWZhbGxlbg";
  const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const FIELDS = 12;
  const COUNTER = 9;
  const LINK = 11;

  const toBase64 = (segment) => {
    const text = segment.replace(/-/g, "+").replace(/_/g, "/");
    return text + "=".repeat((4 - (text.length % 4)) % 4);
  };

  function unicode(binary) {
    // Only a Kassen-ID may hold more than ASCII.
    return /^[\x00-\x7f]*$/.test(binary)
      ? binary
      : new TextDecoder().decode(Uint8Array.from(binary, (sign) => sign.charCodeAt(0)));
  }

  /** The signed text of a JWS and its fields; null if it is none. */
  function payload(jws) {
    const parts = jws.split(".");
    if (parts.length !== 3) return null;
    try {
      const text = unicode(atob(toBase64(parts[1])));
      const fields = text.split("_");
      if (fields.length !== FIELDS + 1 || fields[0] !== "") return null;
      return { text, fields: fields.slice(1) };
    } catch {
      return null;
    }
  }

  /** Whether the signature is one, and not the text of an outage. */
  const isSigned = (jws) => !jws.endsWith(FAILURE);

  /** The text of the QR code: payload and signature in base64. */
  const qr = (jws) => `${payload(jws).text}_${toBase64(jws.slice(jws.lastIndexOf(".") + 1))}`;

  function base32(binary) {
    let out = "";
    let bits = 0;
    let value = 0;
    for (const sign of binary) {
      value = ((value << 8) | sign.charCodeAt(0)) & 0xfff;
      bits += 8;
      for (; bits >= 5; bits -= 5) out += BASE32[(value >> (bits - 5)) & 31];
    }
    if (bits > 0) out += BASE32[(value << (5 - bits)) & 31];
    return out + "=".repeat((8 - (out.length % 8)) % 8);
  }

  /** The text of the OCR form: what is base64 there is base32 here. */
  function ocr(jws) {
    const fields = payload(jws).fields.slice();
    for (const at of [COUNTER, LINK]) fields[at] = base32(atob(fields[at]));
    const signature = base32(atob(toBase64(jws.slice(jws.lastIndexOf(".") + 1))));
    return [...fields, signature].map((field) => `_${field}`).join("");
  }

  /** Cents of an amount of the signed text; null if it has not that form. */
  const cents = (text) =>
    /^-?(?:[1-9]\d{1,12}|\d),\d\d$/.test(text) ? Number(text.replace(",", "")) : null;

  return Object.freeze({ payload, isSigned, qr, ocr, cents, base32 });
})();
