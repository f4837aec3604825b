// The signed form (Anlage Z 6) and the machine readable code (Anlage Z 5, 12, 14), read strictly.

const HEADER = '{"alg":"ES256"}';
const HEADER_SEGMENT = "eyJhbGciOiJFUzI1NiJ9";
const FAILURE_TEXT = "Sicherheitseinrichtung ausgefallen"; // § 17 Abs 4 RKSV
const FAILURE_BYTES = utf8(FAILURE_TEXT);
const SIGNATURE_BYTES = 64;
const DOT = 0x2e;
const LINK_HASH_BYTES = 8;
const COUNTER_BYTES_MIN = 5;
const COUNTER_BYTES_MAX = 16;

const AMOUNT = "-?(?:[1-9][0-9]{1,35}|[0-9]),[0-9]{2}";
const SERIAL =
  "[0-9A-Fa-f]{1,64}|S:[0-9]{9}-[0-9A-Za-z]+|U:[0-9A-Z]+-[0-9A-Za-z]+|G:[0-9]{13}-[0-9A-Za-z]+";
// Name of each field, in order, with its form.
const FIELDS = [
  ["rka", "R[1-9][0-9]*-(?:AT0|[A-Z]{2}[1-9][0-9]*)"],
  ["register_id", "[^_]+"],
  ["number", "[^_]+"],
  ["local_time", "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}"],
  ["normal", AMOUNT],
  ["ermaessigt_1", AMOUNT],
  ["ermaessigt_2", AMOUNT],
  ["null", AMOUNT],
  ["besonders", AMOUNT],
  ["turnover", "[0-9A-Za-z+/]+={0,2}"],
  ["certificate_serial", SERIAL],
  ["previous_link", "[0-9A-Za-z+/]{11}="],
];
const PAYLOAD = new RegExp(`^${FIELDS.map(([, form]) => `_(${form})`).join("")}$`);
const FIELD_FORMS = FIELDS.map(([name, form]) => [name, new RegExp(`^(?:${form})$`)]);
const CODED_FIELDS = [
  [9, "turnover"],
  [11, "previous_link"],
  [12, "signature"],
];
// Field 10 when it carries no counter.
const MARKERS = new Map([
  ["VFJB", "training"],
  ["U1RP", "storno"],
]);
const LINK_ENDS = "AEIMQUYcgkosw048";
const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * Takes a compact JWS apart: `payload` as text, `signature` (64 bytes, null in failure form) and
 * `signed`, the bytes it is over.
 */
function splitJws(compact) {
  const bytes = asciiBytes(compact);
  if (bytes === null) {
    throw new Malformed("jws", `character at ${firstNonAscii(compact)} is not ASCII`);
  }
  const first = bytes.indexOf(DOT);
  const second = first < 0 ? -1 : bytes.indexOf(DOT, first + 1);
  if (second < 0 || bytes.indexOf(DOT, second + 1) >= 0) {
    throw new Malformed("jws", `${compact.split(".").length} segments instead of 3`);
  }
  if (!compact.startsWith(`${HEADER_SEGMENT}.`)) {
    const text = decodedText(bytes.subarray(0, first), "header");
    const said = quoted(cut(text, SHOWN_CHARACTERS));
    throw new Malformed("header", `${said} is not ${HEADER}`, { isAlgorithm: true });
  }
  const raw = decodeBase64url(bytes.subarray(second + 1), "signature");
  const isFailure = isSameBytes(raw, FAILURE_BYTES);
  if (!isFailure && raw.length !== SIGNATURE_BYTES) {
    throw new Malformed("signature", `${raw.length} bytes, neither 64 nor the failure text`);
  }
  return {
    payload: decodedText(bytes.subarray(first + 1, second), "payload"),
    signature: isFailure ? null : raw,
    signed: bytes.subarray(0, second),
    bytes,
  };
}

function decodedText(segment, field) {
  const raw = decodeBase64url(segment, field);
  const text = textOfUtf8(raw);
  if (text === null) {
    throw new Malformed(field, `not UTF-8 at byte ${utf8ErrorAt(raw)}`);
  }
  return text;
}

function isSameBytes(one, other) {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

/** Joins payload and signature (null: failure form) to the compact JWS. */
function joinJws(payload, signature) {
  const segment = encodeBase64url(signature ?? FAILURE_BYTES);
  return `${HEADER_SEGMENT}.${encodeBase64url(utf8(payload))}.${segment}`;
}

/** Reads the signed text strictly: the twelve fields as texts, and the bytes of the counter. */
function parsePayload(text) {
  const match = PAYLOAD.exec(text);
  if (match === null) {
    refusePayload(text);
  }
  const fields = match.slice(1);
  const [, , , localTime, , , , , , turnover, , link] = fields;
  if (!isMoment(localTime)) {
    throw new Malformed("local_time", `${localTime} does not exist`);
  }
  const kind = MARKERS.get(turnover) ?? "standard";
  const sealed = kind === "standard" ? decodeBase64(turnover, "turnover") : null;
  const length = sealed === null ? COUNTER_BYTES_MIN : sealed.length;
  if (length < COUNTER_BYTES_MIN || length > COUNTER_BYTES_MAX) {
    throw new Malformed("turnover", `${length} bytes instead of 5 to 16`);
  }
  // Of eleven digits the last has two bits that are not of the eight bytes.
  if (!LINK_ENDS.includes(link[10])) {
    throw new Malformed("previous_link", "not canonical base64");
  }
  return { fields, kind, sealed };
}

/** Finds the field that is wrong; only called when one is. */
function refusePayload(text) {
  const [empty, ...fields] = text.split("_");
  if (empty !== "") {
    throw new Malformed("payload", "does not begin with an underscore");
  }
  if (fields.length !== FIELDS.length) {
    throw new Malformed("payload", `${fields.length} fields instead of ${FIELDS.length}`);
  }
  const at = FIELD_FORMS.findIndex(([, form], field) => !form.test(fields[field]));
  const said = quoted(cut(fields[at], SHOWN_CHARACTERS));
  throw new Malformed(FIELD_FORMS[at][0], `${said} is not in its form`);
}

/** Whether a text in the form of field 4 names a day and time that exist (any calendar year). */
function isMoment(text) {
  const two = (at) => 10 * text.charCodeAt(at) + text.charCodeAt(at + 1) - 11 * 0x30;
  const [year, month, day] = [100 * two(0) + two(2), two(5), two(8)];
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = month === 2 && isLeap ? 29 : (MONTH_DAYS[month - 1] ?? 0);
  const isDay = year >= 1 && day >= 1 && day <= days;
  return isDay && two(11) < 24 && two(14) < 60 && two(17) < 60;
}

/** Field 12 of the successor: it hashes the whole compact JWS (Anlage Z 4). */
function linkOf(bytes) {
  return encodeBase64(sha256(bytes).subarray(0, LINK_HASH_BYTES));
}

/** The text of the QR code: payload and signature in standard base64 (Anlage Z 12). */
function qrOfJws(compact) {
  const { payload, signature } = splitJws(compact);
  return `${payload}_${encodeBase64(signature ?? FAILURE_BYTES)}`;
}

/** The OCR text: fields 10, 12 and 13 in base32 (Anlage Z 14). */
function ocrOfJws(compact) {
  const fields = splitCode(qrOfJws(compact));
  for (const [at, name] of CODED_FIELDS) {
    fields[at] = encodeBase32(decodeBase64(fields[at], name));
  }
  return fields.map((field) => `_${field}`).join("");
}

/** Rebuilds the compact JWS from the text of a QR code. */
function jwsOfQr(text) {
  const fields = splitCode(text);
  const signature = decodeBase64(fields.at(-1), "signature");
  const isFailure = isSameBytes(signature, FAILURE_BYTES);
  if (!isFailure && signature.length !== SIGNATURE_BYTES) {
    throw new Malformed("signature", `${signature.length} bytes instead of ${SIGNATURE_BYTES}`);
  }
  return joinJws(text.slice(0, text.lastIndexOf("_")), isFailure ? null : signature);
}

/** Rebuilds the compact JWS from an OCR text. */
function jwsOfOcr(text) {
  const fields = splitCode(text);
  for (const [at, name] of CODED_FIELDS) {
    fields[at] = encodeBase64(decodeBase32(fields[at], name));
  }
  return jwsOfQr(fields.map((field) => `_${field}`).join(""));
}

/** The 11 characters by which a link names a receipt. */
function linkHashOf(qr) {
  return encodeBase64url(sha256(utf8(qr)).subarray(0, LINK_HASH_BYTES));
}

function splitCode(text) {
  const [empty, ...fields] = text.split("_");
  if (empty !== "" || fields.length !== FIELDS.length + 1 || fields.includes("")) {
    throw new Malformed("machine code", "is not 13 fields, each after an underscore");
  }
  return fields;
}
