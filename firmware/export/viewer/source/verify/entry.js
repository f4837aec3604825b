// One entry of the DEP on its own: its form, its fields, its signature, its counter opened.
// The costly part of an examination; it needs nothing of the entries around and runs in workers.

const CLOSED_SYSTEM = "AT0";
const KNOWN_SUITE = "R1";
const CODE_CHARACTERS_MIN = 100;
const CODE_CHARACTERS_MAX = 1000;
const ES256 = { name: "ECDSA", hash: "SHA-256" };
const RULE_BY_FIELD = new Map([
  ["jws", "jws-parts"],
  ["header", "jws-coding"],
  ["payload", "jws-coding"],
  ["register_id", "identifier"],
  ["number", "identifier"],
  ["local_time", "time-form"],
  ["normal", "amount-form"],
  ["ermaessigt_1", "amount-form"],
  ["ermaessigt_2", "amount-form"],
  ["null", "amount-form"],
  ["besonders", "amount-form"],
  ["turnover", "counter-form"],
  ["certificate_serial", "serial-form"],
  ["previous_link", "link-form"],
]);

/** Examines entries; keeps the keys it has met. */
class EntryExaminer {
  #cipher;
  #keyByPoint = new Map();
  #block = new Uint8Array(1024);

  /** `aesKey` is 32 bytes, or null: counters stay closed. */
  constructor(aesKey) {
    this.#cipher = aesKey === null ? null : new Aes256(aesKey);
  }

  /** Examines a batch, `[{keys, entries}]`: all its signatures are judged side by side. */
  async examineAll(batch) {
    const judged = [];
    const examined = batch.flatMap(({ keys, entries }) => {
      const keyBySerial = new Map();
      return entries.map((compact) => this.#examine(compact, { keys, keyBySerial, judged }));
    });
    await Promise.all(judged);
    return examined;
  }

  /**
   * What the sequence must know of an entry; promises of its signature go to `group.judged`.
   *
   * An entry that cannot be read is `{number, link, faults, isReadable: false}`.
   */
  #examine(compact, group) {
    let parts;
    let payload;
    try {
      parts = splitJws(compact);
      payload = parsePayload(parts.payload);
    } catch (error) {
      return unreadable(compact, error);
    }
    const { fields, kind, sealed } = payload;
    const hyphen = fields[0].indexOf("-");
    const suite = fields[0].slice(0, hyphen);
    const entry = {
      registerId: fields[1],
      number: fields[2],
      time: fields[3],
      amounts: [fields[4], fields[5], fields[6], fields[7], fields[8]].map(centsOf),
      kind,
      isSigned: parts.signature !== null,
      isClosedSystem: fields[0].slice(hyphen + 1) === CLOSED_SYSTEM,
      turnover: sealed === null ? null : this.#open(sealed, fields),
      counterBytes: sealed === null ? 0 : sealed.length,
      serial: fields[10],
      previousLink: fields[11],
      link: linkOf(parts.bytes),
      faults: [],
      isReadable: true,
    };
    if (suite !== KNOWN_SUITE) {
      entry.faults.push(fault("rka-known-suite", `suite ${shown(suite)}`));
    } else if (entry.isClosedSystem !== entry.serial.includes(":")) {
      entry.faults.push(fault("rka-serial-kind", `${fields[0]} with ${shown(entry.serial)}`));
    } else {
      this.#judge(parts, entry, group);
    }
    judgeCodeLength(parts, entry.faults);
    return entry;
  }

  #judge(parts, entry, group) {
    const { serial: expected, isJudged } = group.keys;
    const { serial } = entry;
    if (expected !== null && !serialMatches(serial, expected)) {
      // Also an unsigned receipt names the device that should have signed.
      const hex = expected.toString(16);
      const detail = `${shown(serial)} is not the serial ${hex} of the group's certificate`;
      entry.faults.push(fault("serial-match", detail));
      return;
    }
    if (parts.signature === null || !isJudged) {
      return;
    }
    const key = this.#key(serial, group);
    if (key === null) {
      const detail = `no P-256 key for ${shown(serial)} at hand`;
      entry.faults.push(fault("key-known", detail));
      return;
    }
    group.judged.push(
      isSigned(key, parts).then((isValid) => {
        if (!isValid) {
          entry.faults.unshift(fault("signature", "not valid under the key"));
        }
      }),
    );
  }

  /** A promise of the key that judges a serial, or null where there is none. */
  #key(serial, { keys, keyBySerial }) {
    let key = keyBySerial.get(serial);
    if (key === undefined) {
      const point = keys.serial === null ? pointOfSerial(keys.devices, serial) : keys.point;
      key = point === null ? null : this.#imported(point);
      keyBySerial.set(serial, key);
    }
    return key;
  }

  #imported(point) {
    const name = hexOf(point);
    if (!this.#keyByPoint.has(name)) {
      this.#keyByPoint.set(name, importPoint(point));
    }
    return this.#keyByPoint.get(name);
  }

  /** Counter mode with one block: encrypt the counter block, then XOR (Anlage Z 9). */
  #open(sealed, fields) {
    if (this.#cipher === null) {
      return null;
    }
    const text = fields[1] + fields[2];
    if (this.#block.length < 3 * text.length) {
      this.#block = new Uint8Array(3 * text.length);
    }
    const { written } = UTF8_WRITER.encodeInto(text, this.#block);
    const stream = this.#cipher.encrypt(sha256(this.#block, written));
    for (let at = 0; at < sealed.length; at += 1) {
      sealed[at] ^= stream[at];
    }
    return signedOf(sealed);
  }
}

function pointOfSerial(devices, serial) {
  const device = findDevice(devices, serial);
  return device === null ? null : pointOfDevice(device);
}

/** A promise of the browser's key for a point of P-256. */
function importPoint(point) {
  const form = { name: "ECDSA", namedCurve: "P-256" };
  return crypto.subtle.importKey("raw", point, form, false, ["verify"]);
}

/** Whether the signature of a JWS taken apart is valid under a promised key. */
async function isSigned(key, { signature, signed }) {
  return crypto.subtle.verify(ES256, await key, signature, signed);
}

/** FinanzOnline takes machine readable codes of 100 to 1000 characters. */
function judgeCodeLength({ payload, signature }, faults) {
  const bytes = signature === null ? FAILURE_BYTES.length : SIGNATURE_BYTES;
  const pairs = payload.match(/[\ud800-\udbff]/g)?.length ?? 0;
  const length = payload.length - pairs;
  const characters = length + 1 + Math.floor((bytes + 2) / 3) * 4;
  if (characters < CODE_CHARACTERS_MIN || characters > CODE_CHARACTERS_MAX) {
    faults.push(fault("code-length", `${characters} characters`));
  }
}

function unreadable(compact, error) {
  if (!(error instanceof Malformed)) {
    throw error;
  }
  return {
    number: salvagedField(compact, 3),
    link: linkOf(utf8(compact)),
    faults: [fault(ruleOf(compact, error), error.message)],
    isReadable: false,
  };
}

/** Names the check that failed, finer than the reader does. */
function ruleOf(compact, { field, isAlgorithm }) {
  if (field === "header" && isAlgorithm) {
    return "jws-header";
  }
  if (["header", "payload", "signature"].includes(field) && compact.includes("=")) {
    return "jws-padding";
  }
  if (field === "signature") {
    return isCoded(compact.split(".")[2]) ? "signature" : "jws-coding";
  }
  if (field === "payload" && isCodedText(compact.split(".")[1])) {
    return "payload-fields";
  }
  if (field === "rka") {
    const isSuite = /^R[1-9][0-9]*-/.test(salvagedField(compact, 1));
    return isSuite ? "rka-provider" : "rka-suite";
  }
  return RULE_BY_FIELD.get(field);
}

function decodedSegment(segment) {
  const bytes = asciiBytes(segment);
  return bytes === null ? null : decodeSixBits(bytes, 0, bytes.length, BASE64URL_DIGITS);
}

/** Well coded bytes of a strange length are no signature; anything else is no base64url. */
function isCoded(segment) {
  return decodedSegment(segment) !== null;
}

function isCodedText(segment) {
  const raw = decodedSegment(segment);
  return raw !== null && textOfUtf8(raw) !== null;
}

/** Reads one field of a text that as a whole is not in its form; "" if that cannot be done. */
function salvagedField(compact, position) {
  const raw = decodedSegment((compact.split(".")[1] ?? "").replace(/=+$/, ""));
  const text = raw === null ? null : textOfUtf8(raw);
  return text?.split("_")[position] ?? "";
}
