/* The examination: what is asked of the data, point by point, and what was found. */

class Checks {
  static #BATCH = 1000;
  static #DIGEST_DOMAIN = new TextEncoder().encode("standlkassa receipt 1\n");
  static #DIGEST_CELLS = 8;
  /** Of each severity so many are kept; the rest is counted. */
  static #FINDINGS_MAX = 1000;
  static #WEIGHTS = { dep: 70, digests: 10, journal: 20 };

  #data;
  #onChange;
  #done = { dep: 0, digests: 0, journal: 0 };
  #counted = { error: 0, notice: 0 };
  #devices = null;
  #isStale = false;

  constructor(data, onChange) {
    this.#data = data;
    this.#onChange = onChange;
    this.findings = [];
    this.isBusy = data.receipts.length > 0;
    this.fault = null;
    this.report = null;
    /** Of each point: state (busy, good, bad, open, none) and what it says. */
    this.points = new Map(
      Object.keys(Rules.POINTS).map((name) => [name, { state: "none", said: "" }]),
    );
  }

  /** Whoever examines something else now does not want these any more. */
  leave() {
    this.#isStale = true;
  }

  get progress() {
    const weights = Checks.#WEIGHTS;
    const all = Object.entries(this.#done);
    return all.reduce((sum, [name, share]) => sum + share * weights[name], 0) / 100;
  }

  /** The errors that are kept, in the order of the receipts. */
  get errors() {
    const place = (finding) => finding.receipt ?? Number.MAX_SAFE_INTEGER;
    const order = (one, other) => place(one) - place(other);
    return this.findings
      .filter((finding) => finding.severity === "error")
      .sort((one, other) => order(one, other) || Rules.weight(one) - Rules.weight(other));
  }

  /** How many there are. */
  get errorCount() {
    return this.#counted.error;
  }

  /** Receipts at which something was found. */
  get marked() {
    return new Set(this.findings.map((one) => one.receipt).filter((row) => row !== undefined));
  }

  /** What was found at a receipt. */
  of(receipt) {
    return this.findings
      .filter((one) => one.receipt === receipt)
      .sort((one, other) => Rules.weight(one) - Rules.weight(other));
  }

  /** Whether a receipt without a finding is right: not where only the first faults were told. */
  get isEachJudged() {
    const isAllKept = this.findings.length === this.#counted.error + this.#counted.notice;
    return this.fault === null && this.report !== null && isAllKept;
  }

  #set(point, state, said) {
    this.points.set(point, { state, said });
    this.#tell();
  }

  #tell() {
    if (!this.#isStale) this.#onChange();
  }

  #find(rule, severity, place) {
    this.#counted[severity] += 1;
    if (this.#counted[severity] > Checks.#FINDINGS_MAX) return;
    this.findings.push({ rule, severity, detail: "", at: "", ...place });
  }

  /** Everything that can be asked without the person. */
  async run() {
    const { receipts, journal } = this.#data;
    if (receipts.length === 0) return;
    this.#set("signature", "busy", "");
    this.#set("chain", "busy", "");
    try {
      this.#content();
      await Promise.all([this.#dep(this.#data.proof()), journal ? this.#book() : null]);
    } catch (error) {
      this.fault = error;
    }
    this.#end();
    this.isBusy = false;
    this.#tell();
  }

  /** Once more with the key, and the devices of its file: then the counter is opened too. */
  async withKey(key, devices = null) {
    this.isBusy = true;
    this.#done.dep = 0;
    this.#devices = devices;
    this.#counted = { error: 0, notice: 0 };
    this.findings = this.findings.filter((one) => one.origin !== "dep");
    for (const { severity } of this.findings) this.#counted[severity] += 1;
    this.#set("counter", "busy", "");
    try {
      await this.#dep(this.#data.proof({ aesKeyBase64: key, devices }));
    } finally {
      this.isBusy = false;
      this.#tell();
    }
  }

  /** A point without an error is good. */
  #judge(point, said = Rules.GOOD[point]) {
    const first = this.errors.find((finding) => Rules.pointOf(finding.rule) === point);
    this.#set(point, first ? "bad" : "good", first ? Rules.meaning(first, first.at) : said);
  }

  #receiptPlace(receipt) {
    return { receipt, at: `Beleg ${this.#data.receipts.shown(receipt)}` };
  }

  #content() {
    const { receipts } = this.#data;
    if (!receipts.hasContent) return;
    for (const receipt of new Set(receipts.strangers)) {
      this.#find("content-amounts", "error", this.#receiptPlace(receipt));
    }
    this.#judge("content");
  }

  async #dep(proof) {
    const { receipts, isPartial } = this.#data;
    proof.onShare = () => {
      this.#done.dep = proof.share;
      this.#tell();
    };
    this.report = await proof.report;
    this.#done.dep = 1;
    const { findings, errors, notices } = this.report;
    const kept = { error: 0, notice: 0 };
    for (const { index, number, rule, severity, detail } of findings) {
      const isAt = number !== "" && index < receipts.length;
      const place = isAt ? this.#receiptPlace(index) : { at: "Die Datei" };
      kept[severity] += 1;
      this.#find(rule, severity, { ...place, detail, origin: "dep" });
    }
    this.#counted.error += errors - kept.error;
    this.#counted.notice += notices - kept.notice;
    this.#judge("signature", this.#signatureWords());
    this.#judge("chain", isPartial ? this.#partWords() : Rules.GOOD.chain);
    if (this.report.hasKey) this.#judge("counter");
    else this.#set("counter", "open", Rules.OPEN.counter);
  }

  #signatureWords() {
    const { receipts } = this.#data;
    const serials = receipts.serials.map((serial) => `„${serial}“`).join(", ");
    const unsigned = receipts.unsignedCount;
    const many = Form.counted(unsigned, "Beleg entstand", "Belege entstanden");
    const outage =
      unsigned === 0
        ? ""
        : ` ${many} während eines Ausfalls der Karte, mit dem Vermerk „Sicherheitseinrichtung ` +
          "ausgefallen“ statt der Unterschrift.";
    const whose =
      this.#devices === null
        ? ` Zertifikat ${serials}: Ob es das dieser Kasse ist, steht in FinanzOnline.`
        : ` Das Zertifikat ${serials} steht in der Schlüsseldatei.`;
    return Rules.GOOD.signature + outage + whose;
  }

  #partWords() {
    const first = this.#data.receipts.shown(0);
    const begin = `Gezählt ab Beleg ${first}: Die Daten beginnen nicht mit dem Startbeleg.`;
    return `${Rules.GOOD.chain} ${begin}`;
  }

  /** What an export of ours has beside the DEP. */
  async #book() {
    await this.#digests();
    await this.#journal();
    this.#closings();
  }

  /** The rows of the receipts are those of which the journal keeps the digest. */
  async #digests() {
    const { receipts, journal, meta } = this.#data;
    const rows = journal.of["book.receipt"];
    const seen = new Uint8Array(receipts.length);
    for (let at = 0; at < rows.length; at += 1) {
      this.#digest(journal.content(rows[at]), seen);
      if (at % Checks.#BATCH > 0) continue;
      this.#done.digests = at / rows.length;
      this.#tell();
      await Dom.breath();
      if (this.#isStale) return;
    }
    this.#done.digests = 1;
    const isWhole = meta.journal[0] === 1;
    seen.forEach((isSeen, receipt) => {
      if (!isSeen && isWhole) this.#find("content-unknown", "error", this.#receiptPlace(receipt));
    });
    this.#judge("content", `${Rules.GOOD.content} Der Inhalt ist der, den das Journal kennt.`);
  }

  #digest({ number, row_digest }, seen) {
    const { receipts } = this.#data;
    const index = receipts.find(number);
    if (index < 0) {
      const at = `Beleg ${String(number).padStart(6, "0")}`;
      this.#find("content-missing", "error", { at });
      return;
    }
    seen[index] = 1;
    const cells = receipts.own.cells(index).slice(0, Checks.#DIGEST_CELLS);
    if (Verify.digest(Checks.#DIGEST_DOMAIN, cells) !== row_digest) {
      this.#find("content-digest", "error", this.#receiptPlace(index));
    }
  }

  async #journal() {
    const { journal, meta, closings } = this.#data;
    this.#set("journal", "busy", "");
    const report = await Verify.journal(journal.rows(), {
      previousHash: meta.previous_hash,
      registerId: meta.register_id,
      certificates: meta.certificates,
      onProgress: ({ rows }) => {
        this.#done.journal = rows / Math.max(1, journal.length);
        this.#tell();
      },
    });
    this.#done.journal = 1;
    for (const { index, rule, severity, detail } of report.findings) {
      const row = Math.min(index, journal.length - 1);
      const at = `Zeile ${Form.count(journal.seqs.at(row))}`;
      this.#find(rule, severity, { row, detail, at });
    }
    const sealed = closings.find((one) => one.seq === report.proven);
    const words = sealed
      ? ` Die Signaturkarte hat es bis zum Z ${sealed.number} vom ` +
        `${Form.moment(sealed.ended)} besiegelt.`
      : "";
    this.#judge("journal", Rules.GOOD.journal + words);
  }

  #closings() {
    const judged = this.#data.closings.map((one) => [one, Figures.isRight(one)]);
    const known = judged.filter(([, isRight]) => isRight !== null);
    for (const [one, isRight] of known) {
      if (!isRight) this.#find("closing-sums", "error", { row: one.index, at: `Z ${one.number}` });
    }
    const words = `${Rules.GOOD.closings} Nachgerechnet: ${known.length}.`;
    if (known.length > 0) this.#judge("closings", words);
  }

  /** Whether more came after the last receipt, only somebody else knows. */
  #end() {
    const { receipts, journal } = this.#data;
    const last = `Beleg ${receipts.shown(receipts.length - 1)}`;
    const words = `Ob nach ${last} noch Belege kamen, sieht man einer Datei allein nicht an.`;
    const how = journal
      ? "Das sagt der letzte Z-Bon (zwölf Zeichen eintippen) oder das Siegel des Ordners."
      : "Das sagt nur der Export der Kasse selbst.";
    this.#set("end", "open", `${words} ${how}`);
  }

  /** What a person typed from a Z slip: told in words, and whether it fits. */
  async anchor(typed) {
    const anchor = Hashes.readAnchor(typed);
    if (anchor === null) {
      const said = "Das sind nicht die zwölf Zeichen eines Z-Bons, zum Beispiel C4V3-5GM5-5EXC.";
      return { isGood: false, said };
    }
    const { closings, journal } = this.#data;
    for (const one of [...closings].reverse()) {
      const isHere = (await Hashes.anchorOf(one.seq, journal.hash(one.index))) === anchor.text;
      if (isHere && (anchor.seq === null || anchor.seq === one.seq)) return this.#anchored(one);
    }
    const archived = await this.#archived(anchor);
    if (archived !== null) return archived;
    const said =
      "Kein Tagesabschluss in diesem Export passt zu diesen Zeichen. Ist der Bon von dieser " +
      "Kasse, und richtig abgetippt? Sonst wurde das Journal verändert, oder der Export endet " +
      "vor diesem Z.";
    // A slip that does not fit is mistyped, or it is the proof: nothing stays green beside it.
    this.#set("end", "open", said);
    return { isGood: false, said };
  }

  #anchored(closing) {
    const { closings, journal } = this.#data;
    const words = `Der Z-Bon ${closing.number} vom ${Form.moment(closing.ended)} passt`;
    // Hashes that fit paper say nothing of rows that do not fit their hashes.
    if (this.points.get("journal").state !== "good") {
      return { isGood: false, said: `${words}, aber das Journal ist nicht in Ordnung.` };
    }
    const isAfter = (row) => journal.seqs.at(row) > closing.last_seq;
    const after = journal.of["book.receipt"].filter(isAfter).length;
    const isLast = closing === closings[closings.length - 1];
    const rest = [
      after === 0 ? "" : `Danach kommen noch ${Form.counted(after, "Beleg", "Belege")}.`,
      isLast ? "" : "Es gibt spätere Z in diesem Export.",
    ];
    const said = [`${words}: Bis dahin ist nichts verändert und nichts weggenommen.`, ...rest];
    const text = said.filter(Boolean).join(" ");
    this.#set("end", isLast ? "good" : "open", text);
    return { isGood: true, said: text };
  }

  /** The folder's list was examined: what it says, and what it says of the end. */
  folder(report) {
    for (const { rule, severity, detail, place } of report.findings) {
      this.#find(rule, severity, { detail, at: place });
    }
    this.#judge("folder");
    if (this.points.get("folder").state === "good") {
      if (report.sealedBy === null) this.#set("folder", "open", Rules.OPEN.folder);
      else if (report.isSameEnd) this.#set("end", "good", Rules.SEALED_END);
    }
    if (report.archive) this.#archive(report.archive);
    this.#tell();
  }

  /** What the archive confirmed, as far as this browser can say. */
  #archive({ file, detail, name, key, size, isSame, isSigned, leaf }) {
    if (detail !== null) this.#find("archive", "error", { at: file, detail });
    else if (isSame === false || leaf?.isSame === false) {
      this.#find("archive-rows", "error", { at: file, detail: `${name}, ${size}` });
    }
    if (detail !== null || isSame === false || leaf?.isSame === false) {
      this.#judge("archive");
      return;
    }
    const rows = Form.counted(size, "Zeile", "Zeilen");
    const words = [
      `${name} hat ${rows} bestätigt.`,
      isSame ? Rules.GOOD.archive : Rules.OPEN.archivePart,
      leaf ? `Es steht im Verzeichnis aller Kassen, Blatt ${Form.count(leaf.index)}.` : "",
      isSigned === null ? Rules.OPEN.archiveKey : `Unterschrieben mit dem Schlüssel ${key}.`,
    ];
    const isGood = isSame && isSigned !== null && leaf?.isSame !== null;
    this.#set("archive", isGood ? "good" : "open", words.filter(Boolean).join(" "));
  }

  /** Signs of the line „Archiv“ of a slip; null: these rows do not give them. */
  async #archived(anchor) {
    const size = await Verify.archiveHead(Folder.rowHashes(this.#data.journal), anchor);
    if (size === null) return null;
    const rows = Form.counted(size, "Zeile", "Zeilen");
    const said =
      `Die Zeile „Archiv“ des Bons passt: Sie steht für die ersten ${rows}, so wie sie hier ` +
      "stehen.";
    const isGood = this.points.get("journal").state === "good";
    return { isGood, said: isGood ? said : `${said} Aber das Journal ist nicht in Ordnung.` };
  }
}
