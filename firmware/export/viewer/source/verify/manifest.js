// The list of an export (firmware/export/package/manifest.py): every file by its SHA-256, and the
// card's seal over the list.

const MANIFEST_FORMAT = 1;
const MANIFEST_BYTES_MAX = 4 * 1024 * 1024;
const MANIFEST_NAME = "MANIFEST.json";
const MANIFEST_SEAL = "MANIFEST.jws";
const MANIFEST_HEAD = "KASSENSTAND.json";
const FILE_NAME = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}(\/[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}){0,3}$/;
// What computers leave in every folder they show.
const DROPPED = /(?:^|\/)(?:\.DS_Store|Thumbs\.db|desktop\.ini|\._[^/]*)$/;
const DIGEST_HEX = /^[0-9a-f]{64}$/;
const DAY = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;

const isText = (value) => typeof value === "string";
const isCount = (value) => Number.isSafeInteger(value) && value >= 0;
const isFromOne = (value) => isCount(value) && value >= 1;
const isDigest = (value) => isText(value) && DIGEST_HEX.test(value);
const isDay = (value) => isText(value) && DAY.test(value) && isMoment(`${value}T00:00:00`);
const isTime = (value) => isText(value) && !Number.isNaN(Date.parse(value));
const isNull = (value) => value === null;

const SPAN = { first: isCount, last: isCount };
const HEAD = {
  register_id: isText,
  receipts: isFromOne,
  turnover_cents: Number.isSafeInteger,
  last_jws_sha256: isDigest,
  journal_seq: isFromOne,
  journal_hash: isDigest,
  at_utc: isTime,
};
const isFileName = (value) => isText(value) && FILE_NAME.test(value);
const FILE = { name: isFileName, bytes: isCount, sha256: isDigest };
const MANIFEST = {
  format: isCount,
  program: isText,
  kind: isText,
  register_id: isText,
  made_at_utc: isTime,
  first_day: isDay,
  last_day: isDay,
  receipts: (value) => isOf(value, SPAN),
  journal: (value) => isOf(value, SPAN),
  head: (value) => isOf(value, HEAD),
  after: (value) => isNull(value) || isOf(value, HEAD),
  findings: (value) => Array.isArray(value) && value.every(isText),
  files: (value) => Array.isArray(value) && value.every((one) => isOf(one, FILE)),
};

/** Whether a value has exactly these members, each of its form. */
function isOf(value, form) {
  return (
    typeof value === "object" &&
    value !== null &&
    Object.keys(value).length === Object.keys(form).length &&
    Object.entries(form).every(([name, isGood]) => isGood(value[name]))
  );
}

function byCodePoint(one, other) {
  const [left, right] = [Array.from(one), Array.from(other)];
  const at = left.findIndex((character, place) => character !== right[place]);
  if (at < 0 || at >= right.length) {
    return left.length - right.length;
  }
  return left[at].codePointAt(0) - right[at].codePointAt(0);
}

/** JSON in its one form: keys sorted by code point, no spaces. */
function canonicalText(value) {
  if (Array.isArray(value)) {
    return `[${value.map(canonicalText).join(",")}]`;
  }
  if (typeof value === "object" && value !== null) {
    const members = Object.keys(value)
      .sort(byCodePoint)
      .map((key) => `${JSON.stringify(key)}:${canonicalText(value[key])}`);
    return `{${members.join(",")}}`;
  }
  return JSON.stringify(value);
}

/** The manifest of a file's bytes, or a text that says why it is none. */
function readManifest(bytes) {
  if (bytes.length > MANIFEST_BYTES_MAX) {
    return `larger than ${MANIFEST_BYTES_MAX} bytes: no manifest`;
  }
  const text = textOfUtf8(bytes);
  const manifest = text === null ? null : objectOf(text);
  if (manifest === null) {
    return "no manifest: it is no JSON object";
  }
  if (manifest.format !== MANIFEST_FORMAT) {
    const said = pythonic(manifest.format);
    return `format ${said}, this program knows ${MANIFEST_FORMAT}: take a newer one`;
  }
  const wrong = Object.keys({ ...MANIFEST, ...manifest }).find(
    (name) => !Object.hasOwn(MANIFEST, name) || !MANIFEST[name](manifest[name]),
  );
  if (wrong !== undefined) {
    return `no manifest: ${shown(wrong)} is not in its form`;
  }
  const names = manifest.files.map(({ name }) => name.toLowerCase());
  if (new Set(names).size !== names.length) {
    return "a file is named twice";
  }
  return `${canonicalText(manifest)}\n` === text
    ? manifest
    : "not in the one form in which a till writes it";
}

/** The bytes of a file as the page gives them, or null. */
async function givenBytes(getFile, name) {
  const content = await getFile(name);
  return content === null || content === undefined ? null : bytesOf(content);
}

async function examineFiles(manifest, getFile, found, onProgress) {
  let readBytes = 0;
  for (const { name, bytes: size, sha256: expected } of manifest.files) {
    const place = { name, place: name };
    const bytes = await givenBytes(getFile, name);
    if (bytes === null) {
      found.add("file-missing", place, "is in the list and not in the folder");
      continue;
    }
    const digest = hexOf(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
    if (bytes.length !== size) {
      found.add("file-changed", place, `has ${bytes.length} bytes, the list says ${size}`);
    } else if (digest !== expected) {
      const [is, was] = [digest.slice(0, 16), expected.slice(0, 16)];
      found.add("file-changed", place, `its SHA-256 is ${is}…, the list says ${was}…`);
    }
    readBytes += size;
    onProgress?.({ readBytes });
  }
}

/** KASSENSTAND.json says what the list says. */
async function examineHead(manifest, getFile, found) {
  const place = { name: MANIFEST_HEAD, place: MANIFEST_HEAD };
  const isNamed = manifest.files.some(({ name }) => name === MANIFEST_HEAD);
  const bytes = isNamed ? await givenBytes(getFile, MANIFEST_HEAD) : null;
  if (bytes === null) {
    found.add("head", place, "is not there");
    return;
  }
  const head = objectOf(textOfUtf8(bytes) ?? "");
  const known = Object.keys(HEAD).map((name) => [name, head?.[name]]);
  if (head?.format !== MANIFEST_FORMAT || !isOf(Object.fromEntries(known), HEAD)) {
    found.add("head", place, "no head of a book");
  } else if (known.some(([name, value]) => !isSameFact(name, value, manifest.head[name]))) {
    found.add("head", place, `is not the head ${MANIFEST_NAME} names`);
  }
}

function isSameFact(name, one, other) {
  return name === "at_utc" ? Date.parse(one) === Date.parse(other) : one === other;
}

/** Whose seal is on the list: the serial in hex; null when none is, or none that holds. */
async function examineListSeal(manifest, bytes, sealText, certificates, found) {
  const place = { name: MANIFEST_SEAL, place: MANIFEST_SEAL };
  if (sealText === null || sealText === undefined) {
    const detail =
      "no card vouches for the list: the card could not sign, or somebody took it away";
    found.add("unsealed", place, detail);
    return null;
  }
  const { said, serial, detail } = await examineSeal(sealText, "export", certificates);
  if (said === null) {
    found.add("seal", place, detail);
    return null;
  }
  const expected = { register_id: manifest.register_id, manifest_sha256: sha256Hex(bytes) };
  for (const [name, value] of Object.entries(expected)) {
    if (said[name] !== value) {
      found.add("seal", place, `is not of this list: ${name} is another one`);
      return null;
    }
  }
  if (certificates.length === 0) {
    found.add("unproven", place, "no certificate at hand to judge the seal by");
  } else if (serial === null) {
    found.add("seal", place, detail);
  }
  return serial;
}

/** Examines a folder's list, the files it names, and its seal; see `Verify.manifest`. */
async function verifyManifest(manifestText, sealText, getFile, certificates, told = {}) {
  const found = new AuditFindings();
  const bytes = await bytesOf(manifestText);
  const manifest = readManifest(bytes);
  if (isText(manifest)) {
    found.add("listing", { name: MANIFEST_NAME, place: MANIFEST_NAME }, manifest);
    return found.report({ manifest: null, sealedBy: null, files: 0 });
  }
  await examineFiles(manifest, getFile, found, told.onProgress);
  const named = new Set([...manifest.files.map(({ name }) => name), MANIFEST_NAME, MANIFEST_SEAL]);
  for (const name of told.names ?? []) {
    if (!named.has(name)) {
      const isExcused = DROPPED.test(name);
      found.add("file-extra", { name, place: shown(name) }, "is not in the list", { isExcused });
    }
  }
  for (const finding of manifest.findings) {
    const place = { name: MANIFEST_NAME, place: MANIFEST_NAME };
    found.add("found-at-export", place, `the till found: ${finding}`);
  }
  await examineHead(manifest, getFile, found);
  const sealedBy = await examineListSeal(manifest, bytes, sealText, certificates, found);
  return found.report({ manifest, sealedBy, files: manifest.files.length });
}
