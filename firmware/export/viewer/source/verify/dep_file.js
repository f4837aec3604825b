// The DEP7 container (RKSV § 7 Abs 5, Anlage Z 3): group by group, receipt by receipt, in the order
// of the file. Refuses what firmware/export/dep_file.py refuses, at the same byte.

const GROUPS_KEY = "Belege-Gruppe";
const CERTIFICATE_KEY = "Signaturzertifikat";
// Older files of the ministry's own sample code use this name.
const CERTIFICATE_KEY_OLD = "Signatur- bzw. Siegelzertifikat";
const ISSUERS_KEY = "Zertifizierungsstellen";
const RECEIPTS_KEY = "Belege-kompakt";
const ISSUERS_MAX = 16;
const DOCUMENT = "document";

/** A file is not a DEP7: what is wrong, at which byte, in which part of the document. */
class DepFormatError extends Error {
  constructor(rule, offset, place, text) {
    super(`byte ${offset}, ${place}: ${text}`);
    this.name = "DepFormatError";
    this.rule = rule;
  }
}

/** Reads one document; `#place` says for errors where it is. */
class DepReader {
  #scanner;
  #place = DOCUMENT;
  #certificates = new Map();

  constructor(bytes) {
    this.#scanner = new JsonScanner(bytes);
  }

  get offset() {
    return this.#scanner.at;
  }

  /**
   * Yields `{group: {certificate, chain}}` where a group begins (DER as bytes; null: there is no
   * certificate), then the receipts of it as texts, by the run.
   */
  *read() {
    try {
      this.#scanner.begin();
      yield* this.#document();
      this.#scanner.end();
    } catch (error) {
      throw error instanceof JsonError ? this.#formatError(error) : error;
    }
  }

  *#document() {
    let hasGroups = false;
    for (const key of this.#scanner.members()) {
      if (key !== GROUPS_KEY) {
        this.#scanner.skipValue();
        continue;
      }
      if (hasGroups) {
        this.#fail("container-form", `${GROUPS_KEY} stands twice`);
      }
      hasGroups = true;
      for (const position of this.#scanner.elements()) {
        this.#place = `${GROUPS_KEY}[${position}]`;
        yield* this.#group();
        this.#place = DOCUMENT;
      }
    }
    if (!hasGroups) {
      this.#fail("container-form", `${GROUPS_KEY} is missing`);
    }
  }

  *#group() {
    const parts = { certificate: undefined, chain: undefined, receiptsAt: null, isTold: false };
    const place = this.#place;
    for (const key of this.#scanner.members()) {
      this.#place = `${place} > ${cut(key, SHOWN_CHARACTERS)}`;
      if (key === CERTIFICATE_KEY || key === CERTIFICATE_KEY_OLD) {
        this.#refuseTwice(parts.certificate !== undefined);
        parts.certificate = this.#certificate();
      } else if (key === ISSUERS_KEY) {
        this.#refuseTwice(parts.chain !== undefined);
        parts.chain = this.#issuers();
      } else if (key === RECEIPTS_KEY) {
        this.#refuseTwice(parts.receiptsAt !== null);
        yield* this.#receipts(parts);
      } else {
        this.#scanner.skipValue();
      }
      this.#place = place;
    }
    this.#requireWhole(parts);
    if (!parts.isTold) {
      yield* this.#receiptsAgain(parts);
    }
  }

  /** Hands the receipts out, or passes over them until their certificate is known. */
  *#receipts(parts) {
    parts.receiptsAt = this.#scanner.at;
    if (parts.certificate !== undefined && parts.chain !== undefined) {
      yield* this.#told(parts);
      return;
    }
    for (const _ of this.#entries()) {
      // Only the end of the array is looked for.
    }
  }

  *#receiptsAgain(parts) {
    const end = this.#scanner.at;
    const place = this.#place;
    this.#scanner.at = parts.receiptsAt;
    this.#place = `${place} > ${RECEIPTS_KEY}`;
    yield* this.#told(parts);
    this.#place = place;
    this.#scanner.at = end;
  }

  *#told(parts) {
    parts.isTold = true;
    yield { group: { certificate: parts.certificate, chain: parts.chain } };
    yield* this.#entries();
  }

  *#entries() {
    const place = this.#place;
    let position = 0;
    try {
      for (const entries of this.#scanner.strings()) {
        position += entries.length;
        yield entries;
      }
    } catch (error) {
      this.#place = `${place}[${position}]`;
      throw error instanceof JsonError ? this.#formatError(error) : error;
    }
  }

  #issuers() {
    const issuers = [];
    const place = this.#place;
    for (const position of this.#scanner.elements()) {
      if (position === ISSUERS_MAX) {
        this.#fail("group-form", `more than ${ISSUERS_MAX} issuers`);
      }
      this.#place = `${place} > [${position}]`;
      const issuer = this.#certificate();
      if (issuer === null) {
        this.#fail("certificate-form", "is empty");
      }
      issuers.push(issuer);
      this.#place = place;
    }
    return issuers;
  }

  /** Takes a certificate in base64; the empty text is none, and equal texts are one object. */
  #certificate() {
    const text = this.#scanner.string();
    if (text === "") {
      return null;
    }
    if (!this.#certificates.has(text)) {
      try {
        this.#certificates.set(text, decodeBase64(text, "certificate", { isStrict: true }));
      } catch (error) {
        this.#fail("certificate-form", error.message.slice("certificate: ".length));
      }
    }
    return this.#certificates.get(text);
  }

  #requireWhole(parts) {
    const missing = [
      [CERTIFICATE_KEY, parts.certificate !== undefined],
      [ISSUERS_KEY, parts.chain !== undefined],
      [RECEIPTS_KEY, parts.receiptsAt !== null],
    ].filter(([, isThere]) => !isThere);
    if (missing.length > 0) {
      this.#fail("group-form", `${missing.map(([key]) => key).join(", ")} missing`);
    }
  }

  #refuseTwice(isThere) {
    if (isThere) {
      this.#fail("group-form", "stands twice");
    }
  }

  #fail(rule, text) {
    throw new DepFormatError(rule, this.#scanner.at, this.#place, text);
  }

  #formatError(error) {
    const isOfGroup = error.isType && this.#place !== DOCUMENT;
    const rule = isOfGroup ? "group-form" : "container-form";
    return new DepFormatError(rule, error.offset, this.#place, error.text);
  }
}
