// What the page calls. Everything else of these files is inside.

const Verify = {
  /**
   * Examines one DEP7: text, bytes or a file that was chosen. Options, all optional:
   *
   *   name           of the file, for messages
   *   aesKeyBase64   opens the turnover counter; without it the counter is not looked at
   *   devices        [[serial, {kind: "CERTIFICATE" | "PUBLIC_KEY", der}]] to trust; without it
   *                  the certificates in the DEP are believed
   *   isStrict, isPartial, now, reportedOutages, as VerifyOptions in firmware/rksv/verify.py
   *   onProgress({receipts, readBytes, sizeBytes})
   *   onReceipt({index, number, registerId, time, amounts, total, kind, isZero, isSigned, serial,
   *              turnover, isClosedSystem, isReadable, jws, findings}): number and link only where
   *              isReadable is false; amounts are cents (BigInt beyond 2^53)
   *   workers        how many; 0 is this thread
   *
   * Resolves to {receipts, registerId, firstNumber, lastNumber, findings: [{index, number, rule,
   * severity: "error" | "notice", detail}], errors, notices, isComplete, isValid, hasKey, workers,
   * remark}. Rejects with VerifyError (`what`: "aes-key", "no-crypto") before anything is judged.
   */
  dep: (content, told = {}) => verifyCluster([[{ name: told.name ?? "DEP", content }]], told),
  /** Examines consecutive files `[{name, content}]` of one register as one DEP. */
  depFiles: (files, told = {}) => verifyCluster([files], told),
  /** Examines the registers of a closed system's cluster: `[[{name, content}]]`. */
  cluster: verifyCluster,
  /**
   * Examines rows of the journal, any iterable of {seq, at_utc, uuid, clerk, kind, content, hash};
   * all but seq are the raw texts of their columns (no clerk: "" or null). Options:
   *
   *   previousHash   of the row before the first (64 zeros if not told; null: nobody knows it)
   *   firstSeq       of the first row (1 behind 64 zeros, else believed)
   *   head           {journal_seq, journal_hash} the rows must end with
   *   certificates   bytes, base64 or {der} of either: judges the rows SIEGEL; registerId with it
   *   jwsOf(number)  the JWS of a receipt, null: there is none, undefined: not known here
   *   onProgress({rows})
   *
   * Resolves to {rows, lastSeq, lastHash, proven (seq of the last row under a good seal, or null),
   * findings: [{rule, severity, detail, index, seq, place}], errors, notices, isValid}; the rules
   * are those of `AuditRule` in firmware/export/audit/finding.py.
   */
  journal: verifyJournal,
  /**
   * Examines MANIFEST.json (text or, exactly, bytes), MANIFEST.jws (text; null: there is none) and
   * the files it names: getFile(name) gives bytes, a buffer, a file, null, or a promise of one.
   * `told.names` are the names of all files of the folder, to find strangers.
   *
   * Resolves to {manifest (null: it is none), sealedBy (serial or null), files, findings: [{rule,
   * severity, detail, name, place}], errors, notices, isValid}.
   */
  manifest: verifyManifest,
  /** What an archive confirmed (verify/archive.js), and its short form on a Z slip. */
  archive: verifyArchive,
  archiveHead,
  /** What a seal of kind "journal" or "export" says: {said, serial, detail}; null where nothing. */
  seal: examineSeal,
  /**
   * Reads a code: {form: "QR" | "OCR" | "JWS" | null, jws, receipt, findings}; `receipt` as of
   * onReceipt. Without certificates the signature is not judged.
   */
  code: verifyCode,
  /** Faults of texts from paper, {qr, ocr, linkText}, against the JWS of an entry. */
  codes: examineCodes,
  /** The texts of a JWS for paper; a malformed one throws. */
  qr: qrOfJws,
  ocr: ocrOfJws,
  /** SHA-256 in hex over the bytes of a domain and fields as netstrings (store/canonical.py). */
  digest: digestOfFields,
  /** The four characters FinanzOnline shows for an AES key; throws VerifyError "aes-key". */
  keyCheckValue,
  work,
  Error: VerifyError,
};
return Verify;
