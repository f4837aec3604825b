// X.509 certificates (RFC 5280), as far as an examination needs them: serial, names, validity, key,
// extensions, and the signature of the issuer. Nothing here looks at dates (§ 15 Abs 3 RKSV).

const REGISTER_OWNER_OID = "1.2.40.0.10.1.11.1"; // "Registrierkasseninhaber", Anlage Z 16
const EC_KEY = "1.2.840.10045.2.1";
const RSA_KEY = "1.2.840.113549.1.1.1";
const RSA_PSS = "1.2.840.113549.1.1.10";
const ED25519 = "1.3.101.112";
const CURVES = new Map([
  ["1.2.840.10045.3.1.7", { name: "P-256", bytes: 32 }],
  ["1.3.132.0.34", { name: "P-384", bytes: 48 }],
  ["1.3.132.0.35", { name: "P-521", bytes: 66 }],
]);
// Hash of each algorithm of a certificate's signature; "" where the browser has none for it.
const SIGNATURES = new Map([
  ["1.2.840.10045.4.1", ["EC", "SHA-1"]],
  ["1.2.840.10045.4.3.1", ["EC", ""]],
  ["1.2.840.10045.4.3.2", ["EC", "SHA-256"]],
  ["1.2.840.10045.4.3.3", ["EC", "SHA-384"]],
  ["1.2.840.10045.4.3.4", ["EC", "SHA-512"]],
  ["1.2.840.113549.1.1.4", ["RSA", ""]],
  ["1.2.840.113549.1.1.5", ["RSA", "SHA-1"]],
  ["1.3.14.3.2.29", ["RSA", "SHA-1"]],
  ["1.2.840.113549.1.1.14", ["RSA", ""]],
  ["1.2.840.113549.1.1.11", ["RSA", "SHA-256"]],
  ["1.2.840.113549.1.1.12", ["RSA", "SHA-384"]],
  ["1.2.840.113549.1.1.13", ["RSA", "SHA-512"]],
  [RSA_PSS, ["PSS", ""]],
  [ED25519, ["ED", ""]],
  ["1.3.101.113", ["", ""]],
  ...["2.16.840.1.101.3.4.3.", "1.2.840.10040.4."].flatMap((root) =>
    (root.startsWith("2") ? [1, 2, 3, 4, 9, 10, 11, 12, 13, 14, 15, 16] : [3]).map((arc) => [
      `${root}${arc}`,
      ["", ""],
    ]),
  ),
]);
const HASHES = new Map([
  ["1.3.14.3.2.26", ["SHA-1", 20]],
  ["2.16.840.1.101.3.4.2.1", ["SHA-256", 32]],
  ["2.16.840.1.101.3.4.2.2", ["SHA-384", 48]],
  ["2.16.840.1.101.3.4.2.3", ["SHA-512", 64]],
]);
const P256 = {
  p: 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n,
  b: 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
};

/** Takes an algorithm: its identifier, its parameters (or null), and all of it as bytes. */
function takeAlgorithm(reader) {
  const { inside, whole } = reader.take(TAG.sequence);
  const oid = inside.oid();
  const parameters = inside.isEmpty ? null : inside.any();
  inside.end();
  return { oid, parameters, whole };
}

function takeName(reader) {
  const { inside, whole } = reader.take(TAG.sequence);
  while (!inside.isEmpty) {
    const attributes = inside.take(TAG.set).inside;
    do {
      const attribute = attributes.take(TAG.sequence).inside;
      attribute.oid();
      requireText(attribute.any());
      attribute.end();
    } while (!attributes.isEmpty);
  }
  return whole;
}

/** Those kinds of text that have a form of their own keep it. */
function requireText({ tag, content }) {
  const isSound =
    tag === TAG.printable
      ? /^[A-Za-z0-9 '()+,\-./:=?]*$/.test(textOfBytes(content))
      : tag === TAG.bmp
        ? content.length % 2 === 0 && !/\p{Cs}/u.test(wideText(content))
        : tag !== TAG.universal || isUniversal(content);
  if (!isSound) {
    throw new DerError("a text that is not in its form");
  }
}

function wideText(content) {
  const view = new DataView(content.buffer, content.byteOffset, content.length);
  const units = Array.from({ length: content.length >> 1 }, (_, at) => view.getUint16(2 * at));
  return String.fromCharCode(...units);
}

function isUniversal(content) {
  const view = new DataView(content.buffer, content.byteOffset, content.length);
  const codes = Array.from({ length: content.length >> 2 }, (_, at) => view.getUint32(4 * at));
  const isCode = (code) => code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
  return content.length % 4 === 0 && codes.every(isCode);
}

/** Reads a SubjectPublicKeyInfo; `point` is the public point if the key is of P-256, else null. */
function readPublicKey(whole) {
  const { inside } = new DerReader(whole).take(TAG.sequence);
  const algorithm = takeAlgorithm(inside);
  const { bytes, unused } = inside.bits();
  inside.end();
  const parameters = algorithm.parameters;
  if (algorithm.oid === EC_KEY) {
    requireCurve(parameters);
  }
  const isNamed = algorithm.oid === EC_KEY && parameters.tag === TAG.oid;
  const curve = isNamed ? (CURVES.get(oidOf(parameters.content)) ?? null) : null;
  const point = curve?.name === "P-256" && unused === 0 ? pointOf(bytes) : null;
  return { oid: algorithm.oid, curve, point, spki: whole };
}

/** A curve is named, implied or spelled out. */
function requireCurve(parameters) {
  const tag = parameters?.tag;
  if (tag === TAG.sequence) {
    parameters.inside.integer();
  } else if (tag !== TAG.oid && (tag !== TAG.null || parameters.content.length > 0)) {
    throw new DerError("a key without a curve");
  }
}

/** The uncompressed point of P-256, 65 bytes, or null if it is none. */
function pointOf(bits) {
  const isCompressed = bits.length === 33 && (bits[0] === 2 || bits[0] === 3);
  // Hybrid: whole, and the parity of y told once more.
  const isHybrid = bits.length === 65 && (bits[0] === (6 | (bits[64] & 1)));
  if (!isCompressed && !isHybrid && !(bits.length === 65 && bits[0] === 4)) {
    return null;
  }
  const { p, b } = P256;
  const x = unsignedOf(bits.subarray(1, 33));
  const square = (((x * x - 3n) * x + b) % p + p) % p;
  if (!isCompressed) {
    const y = unsignedOf(bits.subarray(33));
    const isOnCurve = x < p && y < p && (y * y) % p === square;
    return isOnCurve ? Uint8Array.from([4, ...bits.subarray(1)]) : null;
  }
  let y = 1n;
  for (let power = (p + 1n) / 4n, base = square; power > 0n; power >>= 1n) {
    y = power & 1n ? (y * base) % p : y;
    base = (base * base) % p;
  }
  if (x >= p || (y * y) % p !== square) {
    return null;
  }
  y = Number(y & 1n) === (bits[0] & 1) ? y : p - y;
  const digits = y.toString(16).padStart(64, "0");
  const tail = digits.match(/../g).map((pair) => Number.parseInt(pair, 16));
  return Uint8Array.from([4, ...bits.subarray(1), ...tail]);
}

/** The SubjectPublicKeyInfo of a point of P-256, as everybody writes it. */
function spkiOf(point) {
  const algorithm = [0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
  const curve = [0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
  return derOf(TAG.sequence, [...algorithm, ...curve], [TAG.bits, 66, 0], point);
}

function takeExtensions(reader) {
  const found = [];
  const outer = reader.takeIf(0xa3);
  if (outer === null) {
    return found;
  }
  const list = outer.inside.take(TAG.sequence).inside;
  outer.inside.end();
  while (!list.isEmpty) {
    const { inside } = list.take(TAG.sequence);
    found.push(inside.oid());
    if (inside.tag === TAG.boolean && !inside.boolean()) {
      throw new DerError("a default that is written");
    }
    inside.take(TAG.octets);
    inside.end();
  }
  return found;
}

/** Reads a certificate; throws DerError. */
function readCertificate(der) {
  const file = new DerReader(der);
  const { inside } = file.take(TAG.sequence);
  file.end();
  const body = inside.take(TAG.sequence);
  const algorithm = takeAlgorithm(inside);
  const signature = inside.bits().bytes;
  inside.end();
  const fields = body.inside;
  const version = fields.takeIf(0xa0);
  if (version !== null) {
    const number = version.inside.integer();
    version.inside.end();
    if (number !== 2n) {
      throw new DerError(`version ${number}`);
    }
  }
  const serial = fields.integer();
  const innerAlgorithm = takeAlgorithm(fields);
  const issuer = takeName(fields);
  const validity = fields.take(TAG.sequence).inside;
  const validFrom = validity.time();
  const validUntil = validity.time();
  validity.end();
  const subject = takeName(fields);
  const spki = fields.take(TAG.sequence).whole;
  for (const uniqueId of [0x81, 0x82]) {
    if (fields.tag === uniqueId) {
      fields.bits(uniqueId);
    }
  }
  const extensions = takeExtensions(fields);
  fields.end();
  const isUnique = new Set(extensions).size === extensions.length;
  if (!SIGNATURES.has(algorithm.oid)) {
    throw new DerError(`unknown algorithm ${algorithm.oid}`);
  }
  return {
    der,
    serial,
    issuer,
    subject,
    validFrom,
    validUntil,
    algorithm,
    signature,
    key: readPublicKey(spki),
    body: body.whole,
    isOneAlgorithm: isSameBytes(algorithm.whole, innerAlgorithm.whole),
    hasPurpose: isUnique && extensions.includes(REGISTER_OWNER_OID),
  };
}

/** Whether an issuer's key signed a certificate, and the names agree. */
async function isIssuedBy(certificate, issuer) {
  if (!isSameBytes(certificate.issuer, issuer.subject) || !certificate.isOneAlgorithm) {
    return false;
  }
  try {
    const way = signatureWay(certificate.algorithm, issuer.key);
    const spki = issuer.key.point === null ? issuer.key.spki : spkiOf(issuer.key.point);
    const key = await crypto.subtle.importKey("spki", spki, way.keyForm, false, ["verify"]);
    const { signature, body } = certificate;
    const raw = way.curve === undefined ? signature : rawSignature(signature, way.curve.bytes);
    return await crypto.subtle.verify(way.form, key, raw, body);
  } catch {
    // A key, a form or an algorithm that nothing can be said with: not proven is not signed.
    return false;
  }
}

/** How the browser is asked: forms of the key and of the signature. */
function signatureWay(algorithm, key) {
  const [kind, hash] = SIGNATURES.get(algorithm.oid);
  const isRsa = key.oid === RSA_KEY || key.oid === RSA_PSS;
  if (kind === "EC" && key.curve !== null && hash !== "") {
    const form = { name: "ECDSA", hash };
    return { curve: key.curve, form, keyForm: { name: "ECDSA", namedCurve: key.curve.name } };
  }
  if (kind === "RSA" && isRsa && hash !== "") {
    const keyForm = { name: "RSASSA-PKCS1-v1_5", hash };
    return { keyForm, form: keyForm.name };
  }
  if (kind === "PSS" && isRsa) {
    return pssWay(algorithm.parameters);
  }
  if (kind === "ED" && key.oid === ED25519) {
    return { keyForm: { name: "Ed25519" }, form: "Ed25519" };
  }
  throw new DerError("an algorithm that does not fit the key, or that is not known here");
}

function pssWay(parameters) {
  const { inside } = new DerReader(parameters.whole).take(TAG.sequence);
  const hashOid = inside.takeIf(0xa0)?.inside.take(TAG.sequence).inside.oid() ?? "1.3.14.3.2.26";
  const mask = inside.takeIf(0xa1)?.inside.take(TAG.sequence).inside;
  mask?.oid();
  const maskOid = mask?.take(TAG.sequence).inside.oid() ?? "1.3.14.3.2.26";
  const saltLength = Number(inside.takeIf(0xa2)?.inside.integer() ?? 20n);
  const [hash] = HASHES.get(hashOid) ?? [];
  if (hash === undefined || maskOid !== hashOid) {
    throw new DerError("hashes that are not known here");
  }
  return { keyForm: { name: "RSA-PSS", hash }, form: { name: "RSA-PSS", saltLength } };
}

/** r and s of a DER signature, each padded on the left. */
function rawSignature(der, bytes) {
  const file = new DerReader(der);
  const { inside } = file.take(TAG.sequence);
  file.end();
  const numbers = [inside.integer(), inside.integer()];
  inside.end();
  const digits = numbers.map((number) => number.toString(16).padStart(2 * bytes, "0"));
  if (numbers.some((number) => number < 0n) || digits.some((text) => text.length > 2 * bytes)) {
    throw new DerError("a signature with numbers that are none of the curve");
  }
  return Uint8Array.from(digits.join("").match(/../g), (pair) => Number.parseInt(pair, 16));
}
