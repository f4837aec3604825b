// Seals: what the signature card says beside receipts, of the journal's head and of an export
// (firmware/store/seal.py). A compact JWS over canonical JSON, where a receipt begins with "_".

const SEAL_FORMAT = 1;
const SEAL_ROW_KIND = "SIEGEL";

/** It is no seal, or not of this kind. */
class SealError extends Error {
  constructor(text) {
    super(text);
    this.name = "SealError";
  }
}

/** A value as Python writes it in a message. */
function pythonic(value) {
  if (value === null || value === undefined) {
    return "None";
  }
  return typeof value === "boolean" ? (value ? "True" : "False") : String(value);
}

/** The JSON object of a text, or null. */
function objectOf(text) {
  try {
    const content = JSON.parse(text);
    const isObject = typeof content === "object" && content !== null && !Array.isArray(content);
    return isObject ? content : null;
  } catch {
    return null;
  }
}

/** What a seal says and its parts; whether it is true is for `isSealedBy`. */
function readSeal(text, kind) {
  let parts;
  try {
    parts = splitJws(text);
  } catch (error) {
    throw new SealError(`cannot be read: ${error.message}`);
  }
  const said = objectOf(parts.payload);
  if (said === null || parts.signature === null) {
    throw new SealError(said === null ? "cannot be read" : "is not signed, or says nothing");
  }
  if (said.format !== SEAL_FORMAT || said.seal !== kind) {
    const [format, seal] = [said.format, said.seal].map((value) =>
      typeof value === "string" ? quoted(value) : pythonic(value),
    );
    throw new SealError(`is (${format}, ${seal}), not (${SEAL_FORMAT}, '${kind}')`);
  }
  return { said, parts };
}

/** Whether the key of a point made the seal. */
async function isSealedBy(parts, point) {
  return point !== null && isSigned(importPoint(point), parts);
}

/** Certificates as the page has them (bytes, base64, or `{der}` of either): serial and point. */
function signersOf(certificates) {
  const signers = [];
  for (const one of certificates ?? []) {
    const told = one?.der ?? one;
    try {
      const der = typeof told === "string" ? decodeBase64(told, "certificate") : told;
      const bytes = der instanceof Uint8Array ? der : new Uint8Array(der);
      const { serial, key } = readCertificate(bytes);
      signers.push({ serial, point: key.point, der: bytes });
    } catch (error) {
      if (!(error instanceof DerError || error instanceof Malformed)) {
        throw error;
      }
    }
  }
  return signers;
}

/** What a seal says, who made it (serial in hex; null: none of the certificates), what is wrong. */
async function examineSeal(text, kind, certificates) {
  let seal;
  try {
    seal = readSeal(text, kind);
  } catch (error) {
    if (!(error instanceof SealError)) {
      throw error;
    }
    return { said: null, serial: null, detail: error.message };
  }
  for (const { serial, point } of signersOf(certificates)) {
    if (await isSealedBy(seal.parts, point)) {
      return { said: seal.said, serial: serial.toString(16), detail: null };
    }
  }
  const detail = "no certificate of the receipts made this seal";
  return { said: seal.said, serial: null, detail };
}

/**
 * What is wrong with a row SIEGEL of this content, as firmware/store/seals.py says it. `ground`:
 * registerId (null: not looked at), hashOf(seq), digestOf(number), signers, firstSeq, firstReceipt.
 */
async function sealRowFaults(content, ground) {
  const faults = [];
  let seal;
  try {
    seal = readSeal(pythonic(content.seal), "journal");
  } catch (error) {
    return [`carries no seal: ${error.message}`];
  }
  const { said, parts } = seal;
  const serial = pythonic(content.serial);
  const signer = ground.signers.find((one) => serialMatches(serial, one.serial));
  if (signer === undefined) {
    faults.push(`names the certificate ${serial}, which is not there`);
  } else if (!(await isSealedBy(parts, signer.point))) {
    faults.push(`was not sealed by ${serial}`);
  }
  if (ground.registerId !== null && said.register_id !== ground.registerId) {
    faults.push(`is of register ${pythonic(said.register_id)}`);
  }
  for (const name of ["journal_seq", "journal_hash"]) {
    if (said[name] !== content[name]) {
      faults.push(`says another ${name} than its seal`);
    }
  }
  return [...faults, ...sealAgainst(said, ground)];
}

function sealAgainst(said, ground) {
  const faults = [];
  const seq = Number.isSafeInteger(said.journal_seq) ? said.journal_seq : null;
  const number = Number.isSafeInteger(said.receipts) ? said.receipts : null;
  if (seq === null || seq >= ground.firstSeq) {
    const found = seq === null ? null : ground.hashOf(seq);
    if (found !== (said.journal_hash ?? null)) {
      const what = found === null ? "is not there" : "is another one now";
      const row = `row ${pythonic(said.journal_seq)}`;
      faults.push(`the card sealed ${row}, which ${what}: it or rows before it were rewritten`);
    }
  }
  if (number === null || number >= ground.firstReceipt) {
    const found = number === null ? null : ground.digestOf(number, seq);
    if (found !== (said.last_jws_sha256 ?? null)) {
      const what = found === null ? "is not there" : "is another one now";
      faults.push(`the card sealed receipt ${pythonic(said.receipts)}, which ${what}`);
    }
  }
  return faults;
}
