// The journal: its hash chain, its seals, and the rows by which it knows receipts.
// The hash of a row is over the hash before and its columns (firmware/store/journal.py); altering,
// removing, swapping or inserting a row breaks the chain at that row or the next.

const JOURNAL_DOMAIN = utf8("standlkassa journal 1\n");
const BEFORE_FIRST = "0".repeat(64);
const Z_KIND = "Z";
const RECEIPT_ROW_KIND = "book.receipt";
const PAUSE_AFTER_MS = 50;
const AUDIT_NOTICES = new Set(["chain-begin", "unsealed", "unproven"]);
// A column that is no content: its netstring has at most two digits.
const SHORT_CHARACTERS = 99;
const COLON = 0x3a;
const COMMA = 0x2c;
// As ISO 8601 may be written; the till writes one form only.
const UTC_TEXT = /^([0-9-]{10}).([0-9:]{8})(?:[.,][0-9]+)?(?:Z|[+-]00(?::?00){0,2})$/su;
const DAY_AND_TIME = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}$/;

/** SHA-256 over a domain and fields as netstrings, in buffers that are used again. */
class NetstringHash {
  #bytes = new Uint8Array(4096);
  #length = 0;

  /** Begins with the bytes of a domain and its line feed. */
  begin(domain) {
    this.#bytes.set(domain);
    this.#length = domain.length;
  }

  /** Adds the UTF-8 of a text: its length in bytes, ":", the bytes, ",". */
  add(text) {
    if (text.length <= SHORT_CHARACTERS && this.#addAscii(text)) {
      return;
    }
    // A prefix is written before the length is known: at most seven digits and a colon.
    const most = 3 * text.length;
    this.#reserve(most + 9);
    const from = this.#length + 8;
    const { written } = UTF8_WRITER.encodeInto(text, this.#bytes.subarray(from, from + most));
    const digits = String(written);
    for (let at = 0; at < digits.length; at += 1) {
      this.#bytes[this.#length + at] = digits.charCodeAt(at);
    }
    const to = this.#length + digits.length + 1;
    this.#bytes[to - 1] = COLON;
    this.#bytes.copyWithin(to, from, from + written);
    this.#bytes[to + written] = COMMA;
    this.#length = to + written + 1;
  }

  hex() {
    return sha256Hex(this.#bytes, this.#length);
  }

  /** A short text of ASCII, without the price of an encoder's call; false: it is none. */
  #addAscii(text) {
    this.#reserve(text.length + 9);
    const bytes = this.#bytes;
    let to = this.#length;
    if (text.length >= 10) {
      bytes[to] = 0x30 + Math.floor(text.length / 10);
      to += 1;
    }
    bytes[to] = 0x30 + (text.length % 10);
    bytes[to + 1] = COLON;
    to += 2;
    for (let at = 0; at < text.length; at += 1, to += 1) {
      const code = text.charCodeAt(at);
      if (code > 0x7f) {
        return false;
      }
      bytes[to] = code;
    }
    bytes[to] = COMMA;
    this.#length = to + 1;
    return true;
  }

  #reserve(more) {
    if (this.#bytes.length < this.#length + more) {
      const larger = new Uint8Array(2 * (this.#length + more));
      larger.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = larger;
    }
  }
}

const FIELDS_HASH = new NetstringHash();

/** SHA-256 in hex over a domain's bytes, with line feed, and fields that cannot run together. */
function digestOfFields(domain, fields) {
  FIELDS_HASH.begin(domain);
  fields.forEach((field) => FIELDS_HASH.add(field));
  return FIELDS_HASH.hex();
}

/** The hash a row must have after the row before. */
function rowHash(hash, previous, row) {
  hash.begin(JOURNAL_DOMAIN);
  hash.add(previous);
  hash.add(String(row.seq));
  hash.add(textOf(row.at_utc));
  hash.add(textOf(row.uuid));
  hash.add(textOf(row.clerk));
  hash.add(textOf(row.kind));
  hash.add(textOf(row.content));
  return hash.hex();
}

/** A column as the hash sees it: nothing is the empty text. */
function textOf(value) {
  return value === null || value === undefined ? "" : String(value);
}

function isUtcText(text) {
  const match = UTC_TEXT.exec(textOf(text));
  const local = match === null ? "" : `${match[1]}T${match[2]}`;
  return DAY_AND_TIME.test(local) && isMoment(local);
}

/** Lets the page draw. */
function pause() {
  return new Promise((resolve) => {
    setTimeout(resolve);
  });
}

/** Gathers what is found in a journal or a folder, the first of each severity. */
class AuditFindings {
  #counted = { error: 0, notice: 0 };
  kept = [];

  add(rule, place, detail, { isExcused = false } = {}) {
    const severity = isExcused || AUDIT_NOTICES.has(rule) ? "notice" : "error";
    this.#counted[severity] += 1;
    if (this.#counted[severity] <= FINDINGS_MAX) {
      this.kept.push({ rule, severity, detail, ...place });
    }
  }

  report(more) {
    const { error, notice } = this.#counted;
    return { ...more, findings: this.kept, errors: error, notices: notice, isValid: error === 0 };
  }
}

/** Takes rows in order. */
class JournalAudit {
  #found = new AuditFindings();
  #hash = new NetstringHash();
  #previous;
  #expected;
  #told;
  #hashAt = new Map();
  #seals = [];
  #lastReceiptAt = new Map();
  #lastReceipt = null;
  #firstReceipt = Infinity;
  #firstSeq = null;
  #lastHash = null;
  rows = 0;

  constructor(told) {
    this.#told = told;
    this.#previous = told.previousHash === undefined ? BEFORE_FIRST : told.previousHash;
    this.#expected = told.firstSeq ?? (this.#previous === BEFORE_FIRST ? 1 : null);
  }

  take(row) {
    const place = { index: this.rows, seq: row.seq, place: `journal row ${row.seq}` };
    this.rows += 1;
    const expected = this.#expected ?? row.seq;
    this.#firstSeq ??= expected;
    if (row.seq !== expected) {
      const isLate = row.seq < expected;
      const gap = `row ${expected} is missing before it`;
      this.#found.add("journal-gap", place, isLate ? `stands after row ${expected - 1}` : gap);
    }
    if (this.#previous === null) {
      const detail = "nothing in this folder knows the hash of the row before it";
      this.#found.add("chain-begin", place, detail);
    } else if (rowHash(this.#hash, this.#previous, row) !== row.hash) {
      const detail = "it, its hash or the row before is not as the till wrote it";
      this.#found.add("journal-chain", place, detail);
    }
    const content = objectOf(textOf(row.content));
    if (content === null || row.isWhole === false || !isUtcText(row.at_utc)) {
      const detail = "its time or its content is none of a till";
      this.#found.add("journal-form", place, detail);
    }
    this.#hear(row, content ?? {}, place);
    this.#previous = textOf(row.hash);
    this.#lastHash = this.#previous;
    this.#expected = row.seq + 1;
  }

  #hear(row, content, place) {
    if (row.kind === Z_KIND) {
      this.#hashAt.set(row.seq, row.hash);
      this.#lastReceiptAt.set(row.seq, this.#lastReceipt);
    } else if (row.kind === SEAL_ROW_KIND) {
      this.#seals.push({ content, place });
    } else if (row.kind === RECEIPT_ROW_KIND) {
      this.#hearReceipt(content, place);
    }
  }

  #hearReceipt({ number, jws_sha256: digest }, place) {
    if (!Number.isSafeInteger(number) || typeof digest !== "string") {
      this.#found.add("journal-form", place, "names no receipt");
      return;
    }
    const last = this.#lastReceipt;
    if (last !== null && number !== last.number + 1) {
      this.#found.add("witness", place, `receipt ${number} after receipt ${last.number}`);
    }
    this.#lastReceipt = { number, digest };
    this.#firstReceipt = Math.min(this.#firstReceipt, number);
    const jws = this.#told.jwsOf?.(number);
    const receipt = { ...place, place: `receipt ${number}` };
    if (jws === null) {
      this.#found.add("witness", receipt, "is in the journal and not in the DEP7");
    } else if (jws !== undefined && sha256Hex(utf8(jws)) !== digest) {
      const detail = "is another one in the DEP7 than the journal saw stored";
      this.#found.add("witness", receipt, detail);
    }
  }

  async end() {
    const { certificates = null, registerId = null, head = null } = this.#told;
    const last = { index: Math.max(0, this.rows - 1), seq: (this.#expected ?? 1) - 1 };
    const place = { ...last, place: `journal row ${last.seq}` };
    if (head !== null && last.seq !== head.journal_seq) {
      const detail = `ends with row ${last.seq}, the list says ${head.journal_seq}`;
      this.#found.add("journal-gap", place, detail);
    } else if (head !== null && this.#lastHash !== head.journal_hash) {
      this.#found.add("head", place, "its last row is another one than the head says");
    }
    let proven = null;
    if (certificates !== null) {
      proven = await this.#judgeSeals(signersOf(certificates), registerId);
    }
    const { rows } = this;
    return this.#found.report({ rows, lastSeq: last.seq, lastHash: this.#lastHash, proven });
  }

  /** The seq of the last row that a good seal covers; null when none does. */
  async #judgeSeals(signers, registerId) {
    let proven = null;
    const ground = {
      registerId,
      signers,
      hashOf: (seq) => this.#hashAt.get(seq) ?? null,
      digestOf: (number, seq) => {
        const last = this.#lastReceiptAt.get(seq) ?? null;
        return last !== null && last.number === number ? last.digest : null;
      },
      firstSeq: this.#firstSeq ?? 1,
      firstReceipt: this.#firstReceipt,
    };
    for (const { content, place } of this.#seals) {
      const faults = await sealRowFaults(content, ground);
      faults.forEach((detail) => this.#found.add("journal-seal", place, detail));
      const about = content.journal_seq;
      if (faults.length === 0 && Number.isSafeInteger(about) && about >= ground.firstSeq) {
        proven = about;
      }
    }
    return proven;
  }
}

/** Examines rows one after the other; see `Verify.journal`. */
async function verifyJournal(rows, told = {}) {
  const audit = new JournalAudit(told);
  let paused = performance.now();
  for (const row of rows) {
    audit.take(row);
    if (audit.rows % 256 === 0 && performance.now() - paused > PAUSE_AFTER_MS) {
      told.onProgress?.({ rows: audit.rows });
      await pause();
      paused = performance.now();
    }
  }
  told.onProgress?.({ rows: audit.rows });
  return audit.end();
}
