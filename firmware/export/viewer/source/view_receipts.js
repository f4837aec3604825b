/* The receipts: a list to search, and beside it the one that is looked at, as it was printed. */

class ReceiptsView {
  #data = null;
  #checks = null;
  #isNewestFirst = true;

  constructor(root, app) {
    this.app = app;
    this.filters = new Filters({
      label: "Belege suchen",
      fields: [
        {
          name: "text",
          label: "Suchen",
          kind: "search",
          hint: "Nummer, Betrag 8,90, Artikel, Kunde …",
        },
        { name: "first", label: "Von", kind: "date" },
        { name: "last", label: "Bis", kind: "date" },
        { name: "kind", label: "Art", kind: "select", options: [["", "alle"]] },
        {
          name: "means",
          label: "Zahlung",
          kind: "select",
          options: [["", "alle"], ...MEANS.map((means) => [means, Words.shortMeans(means)])],
        },
        { name: "clerk", label: "Bediener", kind: "select", options: [["", "alle"]] },
        { name: "marked", label: "nur auffällige", kind: "check" },
      ],
      onChange: () => this.#search(),
    });
    this.grid = new Grid({
      id: "receipts",
      label: "Belege",
      columns: [
        { head: "Nr.", name: "number", cell: (row) => this.#data.receipts.shown(row) },
        {
          head: "Datum und Uhrzeit",
          name: "time",
          cell: (row) => Form.moment(this.#data.receipts.time(row)),
        },
        { head: "Art", name: "kind", cell: (row) => this.#kindCell(row) },
        { head: "Was", name: "what", cell: (row) => this.#what(row) },
        { head: "Zahlung", name: "means", cell: (row) => this.#means(row) },
        { head: "Bed.", name: "clerk", cell: (row) => this.#clerk(row) },
        {
          head: "Summe €",
          name: "amount",
          cell: (row) => Form.money(this.#data.receipts.totals.at(row)),
        },
      ],
      mark: (row) => this.#mark(row),
      open: (row) => this.open(row),
      glance: (row) => {
        if (this.app.isWide()) this.detail.show(row);
      },
    });
    this.detail = new ReceiptDetail(app, {
      open: (number) => this.openNumber(number),
      close: () => this.close(),
    });
    this.order = Dom.button("", () => this.#turn(), { class: "quiet" });
    const tools = Dom.el(
      "div",
      { class: "tools" },
      this.filters.count,
      this.order,
      Dom.button("Als CSV speichern", () => this.save()),
      Dom.button("Liste drucken", () => this.app.print(this.list())),
    );
    const list = Dom.el("div", { class: "list" }, tools, this.grid.node);
    root.append(this.filters.node, Dom.el("div", { class: "split" }, list, this.detail.node));
    this.detail.node.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
    });
    this.#turnWords();
  }

  set(data) {
    this.#data = data;
    this.#checks = null;
    const { receipts } = data;
    const kinds = RECEIPT_KINDS.filter((_, at) =>
      receipts.kinds.cells.subarray(0, receipts.length).includes(at),
    );
    this.filters.options("kind", [
      ["", "alle"],
      ...kinds.map((kind) => [kind, Words.RECEIPT_KINDS[kind]]),
    ]);
    const clerks = [...receipts.clerkNumbers].sort((one, other) => one - other);
    this.filters.options("clerk", [
      ["", "alle"],
      ...clerks.map((clerk) => [String(clerk), data.clerkName(clerk)]),
    ]);
    for (const name of ["means", "clerk"]) this.filters.offer(name, receipts.hasContent);
    this.filters.offer("marked", false);
    if (receipts.length > 0) this.filters.days(receipts.day(0), receipts.day(receipts.length - 1));
    this.grid.node.classList.toggle("signed-only", !receipts.hasContent);
    this.filters.reset();
    this.detail.set(data);
    if (receipts.length > 0 && this.app.isWide()) this.detail.show(this.grid.rows[0]);
  }

  /** What the examination found is marked in the list. */
  judge(checks) {
    this.#checks = checks;
    this.filters.offer("marked", checks.marked.size > 0);
    this.grid.refresh();
    this.detail.judge(checks);
  }

  resize() {
    this.grid.refresh();
  }

  #search() {
    const wish = this.filters.wish;
    const { receipts } = this.#data;
    const rows = Search.receipts(receipts, {
      ...wish,
      marked: wish.marked ? this.#checks.marked : null,
    });
    this.grid.show(this.#isNewestFirst ? rows.reverse() : rows);
    let cents = 0;
    for (const row of rows) if (receipts.kind(row) !== "training") cents += receipts.totals.at(row);
    const count = Form.counted(rows.length, "Beleg", "Belege");
    this.filters.count.textContent = `${count}, zusammen ${Form.euro(cents)}`;
    if (rows.length === 0 || this.detail.row < 0) return;
    const isListed = this.grid.select(this.detail.row);
    if (!isListed && this.app.isWide()) this.detail.show(rows[0]);
  }

  #turn() {
    this.#isNewestFirst = !this.#isNewestFirst;
    this.#turnWords();
    this.#search();
  }

  #turnWords() {
    this.order.textContent = this.#isNewestFirst ? "Neueste zuerst" : "Älteste zuerst";
    this.order.title = "Reihenfolge umkehren";
  }

  #mark(row) {
    const { receipts } = this.#data;
    if (this.#checks && this.#checks.marked.has(row)) return "is-marked";
    if (receipts.kind(row) === "training") return "is-training";
    return receipts.isSigned(row) ? "" : "is-unsigned";
  }

  #kindCell(row) {
    const { receipts } = this.#data;
    const kind = receipts.kind(row);
    const more = receipts.cancelled.has(Number(receipts.numbers[row]))
      ? [Dom.el("span", { class: "tag" }, "storniert")]
      : [];
    const outage = receipts.isSigned(row) ? [] : [Dom.el("span", { class: "tag" }, "Ausfall")];
    return Dom.el("span", { class: `kind-${kind}` }, Words.shortKind(kind), ...more, ...outage);
  }

  #what(row) {
    const sale = this.#data.receipts.content(row);
    if (sale === null) return "";
    const items = sale.lines
      .filter((line) => line.kind === "item" || line.kind === "voucher")
      .map(Sayings.thing);
    return items.join(", ") || sale.note || sale.reason || "";
  }

  #means(row) {
    const mask = this.#data.receipts.means.at(row);
    return MEANS.filter((_, at) => mask & (1 << at))
      .map((means) => Words.shortMeans(means))
      .join(" + ");
  }

  #clerk(row) {
    const clerk = this.#data.receipts.clerks.at(row);
    return clerk < 0 ? "" : String(clerk);
  }

  /** Show a receipt; on a phone it covers the list. */
  open(row) {
    this.detail.show(row);
    this.grid.select(row);
    if (!this.app.isWide()) {
      this.detail.node.classList.add("is-open");
      this.detail.node.querySelector("button").focus();
    }
  }

  /** Show the receipt of a number, wherever the search stands. */
  openNumber(number) {
    const row = this.#data.receipts.find(number);
    if (row >= 0) this.openRow(row);
  }

  /** Show this row, wherever the search stands. */
  openRow(row) {
    if (!this.grid.select(row)) this.filters.reset();
    this.open(row);
  }

  /** Show the receipts of one day. */
  openDay(day) {
    this.filters.reset();
    this.filters.set("first", day);
    this.filters.set("last", day);
    this.#search();
    if (this.grid.rows.length > 0 && this.app.isWide()) this.open(this.grid.rows[0]);
  }

  close() {
    if (!this.detail.node.classList.contains("is-open")) return;
    this.detail.node.classList.remove("is-open");
    this.grid.focus();
  }

  #csvRow(row) {
    const { receipts } = this.#data;
    const said = receipts.payload(row);
    const amounts = said === null ? ["", "", "", "", ""] : said.fields.slice(4, 9);
    return [
      receipts.numbers[row],
      receipts.day(row),
      receipts.time(row).slice(11),
      Words.RECEIPT_KINDS[receipts.kind(row)],
      Form.plainMoney(receipts.totals.at(row)),
      ...amounts,
      this.#means(row),
      this.#clerk(row),
      this.#what(row),
      receipts.isSigned(row) ? "ja" : "nein",
    ];
  }

  save() {
    const heads = [
      "Nummer",
      "Tag",
      "Uhrzeit",
      "Art",
      "Summe",
      "Satz-Normal",
      "Satz-Ermaessigt-1",
      "Satz-Ermaessigt-2",
      "Satz-Null",
      "Satz-Besonders",
      "Zahlung",
      "Bediener",
      "Was",
      "unterschrieben",
    ];
    const rows = this.grid.rows;
    return Table.save(Table.fileName("belege", this.#data.registerId), heads, rows.length, (at) =>
      this.#csvRow(rows[at]),
    );
  }

  /** The list for the printer. */
  list() {
    const { receipts } = this.#data;
    const rows = this.grid.rows;
    return Table.list({
      title: `Belege der Kasse ${this.#data.registerId}`,
      subtitle: [this.filters.words, this.filters.count.textContent].filter(Boolean).join(" · "),
      heads: ["Nr.", "Datum und Uhrzeit", "Art", "Was", "Zahlung", "Bed.", "Summe €"],
      right: [6],
      wraps: [3],
      count: rows.length,
      row: (at) => [
        receipts.shown(rows[at]),
        Form.moment(receipts.time(rows[at])),
        Words.RECEIPT_KINDS[receipts.kind(rows[at])],
        this.#what(rows[at]),
        this.#means(rows[at]),
        this.#clerk(rows[at]),
        Form.money(receipts.totals.at(rows[at])),
      ],
    });
  }
}
