/* The journal: every act at the till, whether money changed hands or not. */

class JournalView {
  #data = null;
  #asked = 0;
  #checks = null;
  #row = -1;

  constructor(root, app) {
    this.app = app;
    this.filters = new Filters({
      label: "Journal durchsuchen",
      fields: [
        { name: "text", label: "Suchen", kind: "search", hint: "Artikel, Grund, Nummer …" },
        { name: "first", label: "Von", kind: "date" },
        { name: "last", label: "Bis", kind: "date" },
        { name: "kind", label: "Vorgang", kind: "select", options: [["", "alle"]] },
        { name: "clerk", label: "Bediener", kind: "select", options: [["", "alle"]] },
        { name: "noBusiness", label: "nur Nicht-Geschäftsfälle", kind: "check" },
      ],
      onChange: () => this.#search(),
    });
    this.grid = new Grid({
      id: "journal",
      label: "Journalzeilen",
      columns: [
        { head: "Zeile", name: "seq", cell: (row) => Form.count(this.#data.journal.seqs.at(row)) },
        { head: "Zeit", name: "time", cell: (row) => Form.moment(this.#data.journal.time(row)) },
        { head: "Vorgang", name: "kind", cell: (row) => this.#kindCell(row) },
        { head: "Inhalt", name: "what", cell: (row) => this.#say(row) },
        {
          head: "Bediener",
          name: "clerk",
          cell: (row) => this.#data.journal.clerk(this.#data.journal.clerks.at(row)),
        },
      ],
      mark: (row) =>
        this.#checks && this.#checks.findings.some((one) => one.row === row) ? "is-marked" : "",
      open: (row) => this.open(row),
      glance: (row) => {
        if (this.app.isWide()) this.#show(row);
      },
    });
    this.detail = Dom.el("aside", { class: "detail", "aria-label": "Journalzeile" });
    this.detail.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
    });
    const tools = Dom.el(
      "div",
      { class: "tools" },
      this.filters.count,
      Dom.el("span", { class: "key" }, Dom.el("i", {}), "Nicht-Geschäftsfall"),
      Dom.button("Als CSV speichern", () => this.save()),
      Dom.button("Liste drucken", () => this.app.print(this.list())),
    );
    this.list_ = Dom.el("div", { class: "list" }, tools, this.grid.node);
    this.split = Dom.el("div", { class: "split" }, this.list_, this.detail);
    this.nothing = Dom.el(
      "p",
      { class: "empty", hidden: true },
      "Diese Datei enthält nur Belege, kein Journal. Das Journal ist im Export der Kasse " +
        "(BETRACHTER.html auf dem Stick).",
    );
    root.append(this.filters.node, this.split, this.nothing);
  }

  set(data) {
    this.#data = data;
    this.#checks = null;
    this.#row = -1;
    const { journal } = data;
    const isThere = journal !== null && journal.length > 0;
    for (const node of [this.filters.node, this.split]) node.hidden = !isThere;
    this.nothing.hidden = isThere;
    if (!isThere) return;
    this.filters.options("kind", this.#kinds(journal));
    const clerks = [...journal.clerkNumbers].sort((one, other) => one - other);
    this.filters.options("clerk", [
      ["", "alle"],
      ...clerks.map((clerk) => [String(clerk), journal.clerk(clerk)]),
    ]);
    this.filters.days(journal.time(0).slice(0, 10), journal.time(journal.length - 1).slice(0, 10));
    this.filters.reset();
    if (this.app.isWide()) this.#show(0);
  }

  /** Groups of kinds, and under each its kinds that occur. */
  #kinds(journal) {
    const options = [["", "alle"]];
    for (const [group, name] of Object.entries(Words.GROUPS)) {
      const kinds = journal.kindNames.filter((kind) => Words.journalGroup(kind) === group);
      if (kinds.length === 0) continue;
      options.push([`group:${group}`, name]);
      options.push(
        ...kinds
          .map((kind) => [kind, `\u2003${Words.journalName(kind)}`])
          .sort((one, other) => one[1].localeCompare(other[1], "de")),
      );
    }
    return options;
  }

  judge(checks) {
    this.#checks = checks;
    if (this.#data.journal) this.grid.refresh();
  }

  resize() {
    this.grid.refresh();
  }

  async #search() {
    const asked = (this.#asked += 1);
    this.filters.count.textContent = "sucht …";
    const rows = await Search.journal(
      this.#data.journal,
      this.filters.wish,
      () => asked !== this.#asked,
    );
    if (rows === null || asked !== this.#asked) return;
    this.grid.show(rows);
    this.filters.count.textContent = Form.counted(rows.length, "Zeile", "Zeilen");
    if (rows.length === 0 || this.#row < 0) return;
    const isListed = this.grid.select(this.#row);
    if (!isListed && this.app.isWide()) this.#show(rows[0]);
  }

  #kindCell(row) {
    const kind = this.#data.journal.kind(row);
    const mark = Words.isBusiness(kind)
      ? []
      : [Dom.el("i", { class: "no-business", title: "Nicht-Geschäftsfall" })];
    return Dom.el("span", {}, ...mark, Words.journalName(kind));
  }

  #say(row) {
    const { journal } = this.#data;
    return Sayings.say(journal.kind(row), journal.content(row));
  }

  open(row) {
    this.#show(row);
    this.grid.select(row);
    if (!this.app.isWide()) {
      this.detail.classList.add("is-open");
      this.detail.querySelector("button").focus();
    }
  }

  /** Show the row of a seq, wherever the search stands. */
  async openSeq(seq) {
    const row = this.#data.journal.find(seq);
    if (row < 0) return;
    if (!this.grid.select(row)) {
      this.filters.reset();
      await Dom.breath();
      this.grid.select(row);
    }
    this.open(row);
  }

  close() {
    if (!this.detail.classList.contains("is-open")) return;
    this.detail.classList.remove("is-open");
    this.grid.focus();
  }

  #show(row) {
    this.#row = row;
    const { journal, receipts } = this.#data;
    const { seq, at_utc, uuid, clerk, kind, content, hash } = journal.row(row);
    const said = journal.content(row);
    const number = ["BELEG", "book.receipt", "DRUCK", "KOPIE", "STORNO"].includes(kind)
      ? said.number
      : undefined;
    const isHere = number !== undefined && receipts.find(number) >= 0;
    const found = this.#checks ? this.#checks.findings.filter((one) => one.row === row) : [];
    Dom.fill(
      this.detail,
      Dom.el(
        "div",
        { class: "detail-head" },
        Dom.el("h2", {}, `Zeile ${Form.count(seq)}`),
        Dom.button("✕", () => this.close(), { class: "close", "aria-label": "Zeile schließen" }),
      ),
      found.length > 0
        ? Dom.el(
            "ul",
            { class: "standing bad" },
            found.map((one) => Dom.el("li", {}, Dom.icon("bad"), Rules.meaning(one, one.at))),
          )
        : null,
      Dom.el(
        "p",
        { class: "saying" },
        Dom.el("b", {}, Words.journalName(kind)),
        Dom.el("br"),
        this.#say(row),
      ),
      isHere
        ? Dom.el(
            "p",
            { class: "links" },
            Dom.button(
              `Beleg ${String(number).padStart(6, "0")} zeigen`,
              () => this.app.showReceipt(number),
              { class: "link" },
            ),
          )
        : null,
      Dom.el(
        "dl",
        { class: "fields" },
        Dom.pair("Zeit (Österreich)", Form.moment(journal.time(row))),
        Dom.pair("Zeit (UTC)", at_utc),
        Dom.pair("Bediener", journal.clerk(journal.clerks.at(row)) || "niemand"),
        Dom.pair("Art", kind, Words.isBusiness(kind) ? "" : " (Nicht-Geschäftsfall)"),
        Dom.pair("UUID", uuid),
        Dom.pair("Hash", hash),
        ...Object.entries(said).map(([key, value]) =>
          Dom.pair(Words.fieldName(key), Words.said(key, value)),
        ),
      ),
      Dom.el(
        "details",
        { class: "codes" },
        Dom.el("summary", {}, "Inhalt wie gespeichert"),
        Dom.el(
          "div",
          { class: "code-text" },
          Dom.el("pre", { tabindex: 0 }, content),
          clerk === "" ? null : Dom.el("small", {}, `Bediener in der Spalte: ${clerk}`),
        ),
      ),
    );
    this.detail.scrollTop = 0;
  }

  save() {
    const { journal } = this.#data;
    const rows = this.grid.rows;
    const heads = [
      "Zeile",
      "Zeit",
      "Bediener",
      "Vorgang",
      "Nicht-Geschaeftsfall",
      "Text",
      "seq",
      "at_utc",
      "uuid",
      "clerk",
      "kind",
      "content",
      "hash",
    ];
    return Table.save(
      Table.fileName("journal", this.#data.registerId),
      heads,
      rows.length,
      (at) => {
        const row = rows[at];
        const one = journal.row(row);
        return [
          one.seq,
          journal.time(row).replace("T", " "),
          journal.clerk(journal.clerks.at(row)),
          Words.journalName(one.kind),
          Words.isBusiness(one.kind) ? "" : "ja",
          this.#say(row),
          one.seq,
          one.at_utc,
          one.uuid,
          one.clerk,
          one.kind,
          one.content,
          one.hash,
        ];
      },
    );
  }

  list() {
    const { journal } = this.#data;
    const rows = this.grid.rows;
    return Table.list({
      title: `Journal der Kasse ${this.#data.registerId}`,
      subtitle: [this.filters.words, this.filters.count.textContent].filter(Boolean).join(" · "),
      heads: ["Zeile", "Zeit", "Vorgang", "Inhalt", "Bediener"],
      wraps: [3],
      count: rows.length,
      row: (at) => [
        Form.count(journal.seqs.at(rows[at])),
        Form.moment(journal.time(rows[at])),
        Words.journalName(journal.kind(rows[at])),
        this.#say(rows[at]),
        journal.clerk(journal.clerks.at(rows[at])),
      ],
    });
  }
}
