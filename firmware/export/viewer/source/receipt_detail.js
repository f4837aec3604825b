/* One receipt beside the list: how it stands, what it is about, the paper, its code. */

class ReceiptDetail {
  static #FIELDS = [
    "Verfahren",
    "Kassen-ID",
    "Belegnummer",
    "Datum und Uhrzeit",
    "Satz Normal (20 %)",
    "Satz Ermäßigt 1 (10 %)",
    "Satz Ermäßigt 2 (13 %)",
    "Satz Null (0 %)",
    "Satz Besonders",
    "Umsatzzähler (verschlüsselt)",
    "Zertifikat",
    "Verkettung zum Beleg davor",
  ];
  static #STANDINGS = {
    good: ["good", "Unterschrift gültig, unverändert"],
    busy: ["busy", "wird geprüft …"],
    unsigned: ["open", "Während eines Ausfalls der Signaturkarte entstanden"],
    unknown: ["open", "nicht einzeln beurteilt: siehe „Prüfung“"],
  };
  static #SEQ = 8;

  #data = null;
  #checks = null;
  #row = -1;

  /** `open(number)` shows another receipt, `close()` gives the list back. */
  constructor(app, { open, close }) {
    this.app = app;
    this.openNumber = open;
    this.close = close;
    this.node = Dom.el("aside", { class: "detail", "aria-label": "Beleg" });
  }

  set(data) {
    this.#data = data;
    this.#checks = null;
    this.#row = -1;
    const hint = "Hier erscheint der Beleg, der in der Liste gewählt ist.";
    Dom.fill(this.node, Dom.el("p", { class: "empty" }, hint));
  }

  get row() {
    return this.#row;
  }

  judge(checks) {
    this.#checks = checks;
    if (this.#row >= 0) Dom.by("standing").replaceWith(this.#standing(this.#row));
  }

  show(row) {
    this.#row = row;
    const { receipts, firm } = this.#data;
    const isRead = receipts.payload(row) !== null;
    const print = () => this.app.print([Slip.paper(receipts, row, firm)], "slip");
    Dom.fill(
      this.node,
      Dom.el(
        "div",
        { class: "detail-head" },
        Dom.el("h2", {}, `Beleg ${receipts.shown(row)}`),
        Dom.button("Drucken", print),
        Dom.button("✕", this.close, { class: "close", "aria-label": "Beleg schließen" }),
      ),
      this.#standing(row),
      this.#links(row),
      Slip.paper(receipts, row, firm),
      isRead ? this.#codes(row) : null,
    );
    this.node.scrollTop = 0;
  }

  /** What the examination says of this receipt. */
  #standing(row) {
    const found = this.#checks ? this.#checks.of(row) : [];
    if (found.length > 0) {
      const line = (one) =>
        Dom.el(
          "li",
          {},
          Dom.icon(one.severity === "error" ? "bad" : "open"),
          Rules.meaning(one, one.at),
        );
      return Dom.el("ul", { id: "standing", class: "standing bad" }, found.map(line));
    }
    const [style, words] = ReceiptDetail.#STANDINGS[this.#judged(row)];
    return Dom.el("p", { id: "standing", class: `standing ${style}` }, Dom.icon(style), words);
  }

  #judged(row) {
    if (this.#checks === null || this.#checks.isBusy) return "busy";
    if (!this.#checks.isEachJudged) return "unknown";
    return this.#data.receipts.isSigned(row) ? "good" : "unsigned";
  }

  /** The receipts this one cancels or is cancelled by, and its row of the journal. */
  #links(row) {
    const { receipts, journal } = this.#data;
    const sale = receipts.content(row);
    if (sale === null) return null;
    const cancels = sale.is_part ? "storniert einen Teil von" : "storniert";
    const others = receipts.cancelled.get(Number(receipts.numbers[row])) || [];
    const links = [
      ...(sale.original === null ? [] : [this.#link(cancels, sale.original)]),
      ...(sale.replaces === null ? [] : [this.#link("ersetzt", sale.replaces)]),
      ...others.map((other) => this.#link("storniert durch", Number(receipts.numbers[other]))),
    ];
    const seq = Number(receipts.own.cell(row, ReceiptDetail.#SEQ));
    if (journal && journal.find(seq) >= 0) {
      const show = () => this.app.showJournal(seq);
      links.push(Dom.button("im Journal zeigen", show, { class: "link" }));
    }
    return Dom.el("p", { class: "links" }, links);
  }

  #link(words, number) {
    const text = `${words} ${String(number).padStart(6, "0")}`;
    if (this.#data.receipts.find(number) < 0) {
      return Dom.el("span", {}, `${text} (nicht in diesem Export)`);
    }
    return Dom.button(text, () => this.openNumber(number), { class: "link" });
  }

  /** The machine readable code in its forms, and the fields that were signed. */
  #codes(row) {
    const { receipts } = this.#data;
    const jws = receipts.jws(row);
    const signed = receipts.payload(row).fields;
    const fields = ReceiptDetail.#FIELDS.flatMap((name, at) => Dom.pair(name, signed[at]));
    const texts = [["Im DEP7 (JWS)", jws]];
    try {
      texts.unshift(["Code (Inhalt des QR-Codes)", Codes.qr(jws)], ["OCR-Form", Codes.ocr(jws)]);
    } catch {
      // A signature or counter that is no base64 has no such forms; the examination says so.
    }
    const code = ([label, text]) =>
      Dom.el(
        "div",
        { class: "code-text" },
        Dom.el("h3", {}, label),
        Dom.el("pre", { tabindex: 0 }, text),
      );
    return Dom.el(
      "details",
      { class: "codes" },
      Dom.el("summary", {}, "Code und unterschriebene Felder"),
      Dom.el("dl", { class: "fields" }, fields),
      texts.map(code),
    );
  }
}
