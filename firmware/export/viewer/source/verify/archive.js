// What an archive confirmed (archiv__….json): Merkle trees of RFC 6962, signed notes of C2SP, the
// log of heads; in the terms of firmware/export/audit/archive.py. Ed25519 is the browser's own,
// where it has it: where not, that is said, and everything else is reckoned all the same.

const NOTE_MAX = 64 * 1024;
const ARCHIVE_FILE_MAX = 512 * 1024;
const ED25519_KEY = 0x01;
const ROWS_AT_ONCE = 20000;

/** It is not what an archive confirmed, or does not hold; the message says why, in English. */
class EvidenceError extends Error {
  constructor(text) {
    super(text);
    this.name = "EvidenceError";
  }
}

const LEAF_BYTES = new Uint8Array(33);
const NODE_BYTES = new Uint8Array(65);

/** The hash of a leaf over its 32 bytes (RFC 6962 § 2.1). */
function leafOfRow(row) {
  LEAF_BYTES.set(row, 1);
  return sha256(LEAF_BYTES);
}

function nodeHash(left, right) {
  NODE_BYTES[0] = 1;
  NODE_BYTES.set(left, 1);
  NODE_BYTES.set(right, 33);
  return sha256(NODE_BYTES);
}

/** A tree as far as growing needs it: the roots of its complete subtrees, largest first. */
class Frontier {
  constructor() {
    this.size = 0;
    this.hashes = [];
  }

  add(leaf) {
    let node = leaf;
    for (let rest = this.size; rest % 2 === 1; rest = (rest - 1) / 2) {
      node = nodeHash(this.hashes.pop(), node);
    }
    this.hashes.push(node);
    this.size += 1;
  }

  root() {
    if (this.size === 0) {
      return sha256(new Uint8Array(0));
    }
    return this.hashes.reduceRight((node, one) => nodeHash(one, node));
  }
}

/** Whether `leaf` is number `index` of the tree with this root (RFC 9162 § 2.1.3.2). */
function isIncluded(leaf, index, size, path, root) {
  if (!(index >= 0 && index < size) || path.length > 64) {
    return false;
  }
  let node = leaf;
  let at = BigInt(index);
  let last = BigInt(size) - 1n;
  for (const one of path) {
    if (last === 0n) {
      return false;
    }
    if (at % 2n === 1n || at === last) {
      node = nodeHash(one, node);
      while (at % 2n === 0n && at !== 0n) {
        at /= 2n;
        last /= 2n;
      }
    } else {
      node = nodeHash(node, one);
    }
    at /= 2n;
    last /= 2n;
  }
  return last === 0n && isSameBytes(node, root);
}

function hashOfBase64(text) {
  let raw;
  try {
    raw = decodeBase64(text, "hash", { isStrict: true });
  } catch {
    throw new EvidenceError("a hash that is not base64");
  }
  if (raw.length !== 32) {
    throw new EvidenceError("a hash is 32 bytes in base64");
  }
  return raw;
}

/** The key of its line `name+keyid+base64`: {name, keyId, raw}. */
function noteKey(line) {
  const [, name, keyId, encoded] =
    /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(line) ?? [];
  let typed = null;
  try {
    typed = decodeBase64(encoded ?? "", "key", { isStrict: true });
  } catch {
    typed = null;
  }
  if (typed === null || typed.length !== 33 || typed[0] !== ED25519_KEY) {
    throw new EvidenceError("the folder names no key of an archive");
  }
  const said = new Uint8Array([...utf8(`${name}\n`), ...typed]);
  if (hexOf(sha256(said)).slice(0, 8) !== keyId) {
    throw new EvidenceError(`key ${name}: its number ${keyId} is not that of its bytes`);
  }
  return { name, keyId, raw: typed.subarray(1) };
}

/** A note as it stands: its text, and who signed with what. */
function readNote(text) {
  const gap = text.lastIndexOf("\n\n");
  if (typeof text !== "string" || text.length > NOTE_MAX || gap < 0 || !text.endsWith("\n")) {
    throw new EvidenceError("a note is text, an empty line and signature lines");
  }
  const lines = text.slice(gap + 2, -1).split("\n");
  return {
    text: text.slice(0, gap + 1),
    lines: lines.map((line) => {
      const [, name, encoded] = /^— ([^+\s]+) ([A-Za-z0-9+/]+=*)$/.exec(line) ?? [];
      if (name === undefined) {
        throw new EvidenceError("a signature line is a dash, a name and base64");
      }
      let raw;
      try {
        raw = decodeBase64(encoded, "signature", { isStrict: true });
      } catch {
        throw new EvidenceError("a signature line that is not base64");
      }
      return { name, keyId: hexOf(raw.subarray(0, 4)), signature: raw.subarray(4) };
    }),
  };
}

/** Whether this key signed the text; null: this browser has no Ed25519. */
async function isNoteSigned(note, key) {
  const line = note.lines.find((one) => one.name === key.name && one.keyId === key.keyId);
  if (line === undefined || line.signature.length !== 64) {
    return false;
  }
  const subtle = globalThis.crypto?.subtle;
  let imported;
  try {
    imported = await subtle.importKey("raw", key.raw, { name: "Ed25519" }, false, ["verify"]);
  } catch {
    return null;
  }
  return subtle.verify({ name: "Ed25519" }, imported, line.signature, utf8(note.text));
}

/** The checkpoint of a note that this key signed: {origin, size, root, isSigned}. */
async function signedCheckpoint(text, key, origin) {
  const note = readNote(text);
  const isSigned = await isNoteSigned(note, key);
  if (isSigned === false) {
    throw new EvidenceError(`the checkpoint is not signed by ${key.name}`);
  }
  const [name, size, root] = note.text.split("\n");
  if (!/^(0|[1-9][0-9]{0,14})$/.test(size ?? "")) {
    throw new EvidenceError("a checkpoint is origin, size and root");
  }
  if (name !== origin) {
    throw new EvidenceError(`a checkpoint of '${name}', not of '${origin}'`);
  }
  return { origin, size: Number(size), root: hashOfBase64(root ?? ""), isSigned };
}

/** The leaf that a proof of the log of heads proves. */
async function provenLeaf(proof, key) {
  const lines = String(proof.leaf).split("\n");
  const isFormed = lines.length === 5 && lines[4] === "" && /^(till|views)\//.test(lines[0]);
  if (!isFormed || !/^(0|[1-9][0-9]{0,14})$/.test(lines[1])) {
    throw new EvidenceError("a leaf of the log of heads has four lines");
  }
  const heads = await signedCheckpoint(String(proof.checkpoint), key, `${key.name}/heads`);
  const path = Array.isArray(proof.path) ? proof.path.map((one) => hashOfBase64(String(one))) : [];
  const leaf = sha256(new Uint8Array([0, ...utf8(proof.leaf)]));
  if (!isIncluded(leaf, proof.index, heads.size, path, heads.root)) {
    throw new EvidenceError(`leaf ${proof.index} does not stand in the log of heads`);
  }
  const said = { subject: lines[0], size: Number(lines[1]), root: hashOfBase64(lines[2]) };
  return { ...said, index: proof.index, heads: heads.size, isSigned: heads.isSigned };
}

async function breath(done) {
  if (done % ROWS_AT_ONCE === 0) {
    await new Promise((resolve) => {
      setTimeout(resolve);
    });
  }
}

/** Roots over the first rows, at the sizes that are asked for; `rows` are hashes in hex digits. */
async function rootsAt(rows, sizes) {
  const tree = new Frontier();
  const roots = new Map();
  for (const row of rows) {
    if (!/^[0-9a-f]{64}$/.test(row)) {
      break;
    }
    tree.add(leafOfRow(bytesOfHex(row)));
    if (sizes.has(tree.size)) {
      roots.set(tree.size, tree.root());
    }
    await breath(tree.size);
  }
  return roots;
}

function bytesOfHex(text) {
  return Uint8Array.from({ length: text.length / 2 }, (_, at) =>
    Number.parseInt(text.slice(2 * at, 2 * at + 2), 16),
  );
}

const sameRoot = (roots, { size, root }) =>
  roots.has(size) ? isSameBytes(roots.get(size), root) : null;

/**
 * Examines what an archive confirmed: bytes of the file, row hashes from row 1 on (none: they are
 * not here). {key, name, size, isSame, isSigned, leaf: {index, size, heads, isSame} or null,
 * detail: why nothing of it holds, or null}; isSame null: not all rows are here; isSigned null:
 * this browser cannot say.
 */
async function verifyArchive(bytes, rows) {
  let claim;
  try {
    claim = await archiveClaim(bytes);
  } catch (error) {
    if (!(error instanceof EvidenceError)) {
      throw error;
    }
    return { detail: error.message };
  }
  const { key, checkpoint, leaf } = claim;
  const roots = await rootsAt(rows, new Set([checkpoint.size, leaf?.size]));
  return {
    key: `${key.name}+${key.keyId}`,
    name: key.name,
    size: checkpoint.size,
    isSame: sameRoot(roots, checkpoint),
    isSigned: checkpoint.isSigned,
    leaf: leaf && { ...leaf, isSame: sameRoot(roots, leaf) },
    detail: null,
  };
}

async function archiveClaim(bytes) {
  const text = bytes.length > ARCHIVE_FILE_MAX ? null : textOfUtf8(bytes);
  const said = text === null ? null : objectOf(text);
  const names = ["origin", "archive_key", "checkpoint"];
  if (said === null || names.some((name) => typeof said[name] !== "string")) {
    throw new EvidenceError("not what an archive confirmed");
  }
  const key = noteKey(said.archive_key);
  const checkpoint = await signedCheckpoint(said.checkpoint, key, said.origin);
  const proof = said.proof ?? null;
  if (proof === null) {
    return { key, checkpoint, leaf: null };
  }
  const leaf = await provenLeaf(proof, key);
  if (said.origin !== `${key.name}/${leaf.subject}`) {
    throw new EvidenceError(`its leaf is of ${leaf.subject}, its checkpoint of ${said.origin}`);
  }
  return { key, checkpoint, leaf };
}

/** Where the rows give the signs of an archive's line on a slip: the size, or null. */
async function archiveHead(rows, { text, seq }) {
  const tree = new Frontier();
  for (const row of rows) {
    if (!/^[0-9a-f]{64}$/.test(row)) {
      return null;
    }
    tree.add(leafOfRow(bytesOfHex(row)));
    if (seq === null || seq === tree.size) {
      const said = utf8(`${tree.size}:${hexOf(tree.root())}`);
      const signs = encodeBase32(sha256(said)).slice(0, 12).match(/.{4}/g).join("-");
      if (signs === text) {
        return tree.size;
      }
    }
    await breath(tree.size);
  }
  return null;
}
