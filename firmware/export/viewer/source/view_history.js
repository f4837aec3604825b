/* Master data with their history: who changed what, from what to what, and from when on. */

class HistoryView {
  #data = null;
  #changes = [];
  #shown = [];

  constructor(root, app) {
    this.app = app;
    this.filters = new Filters({
      label: "Verlauf durchsuchen",
      fields: [
        { name: "text", label: "Suchen", kind: "search", hint: "Name, Wert …" },
        { name: "clerk", label: "User", kind: "select", options: [["", "alle"]] },
        {
          name: "type",
          label: "Typ",
          kind: "select",
          options: [["", "alle"], ...Object.entries(Words.THINGS)],
        },
        {
          name: "action",
          label: "Aktion",
          kind: "select",
          options: [["", "alle"], ...Object.entries(Words.ACTIONS)],
        },
        { name: "first", label: "Von", kind: "date" },
        { name: "last", label: "Bis", kind: "date" },
      ],
      onChange: () => this.#search(),
    });
    this.grid = new Grid({
      id: "history",
      label: "Änderungen der Stammdaten",
      columns: [
        { head: "Zeit", name: "time", cell: (row) => Form.moment(this.#changes[row].time) },
        { head: "User", name: "clerk", cell: (row) => this.#who(this.#changes[row]) },
        { head: "Typ", name: "kind", cell: (row) => this.#thing(this.#changes[row]) },
        {
          head: "Aktion",
          name: "action",
          cell: (row) =>
            Dom.el(
              "span",
              { class: `tag ${this.#changes[row].action}` },
              Words.ACTIONS[this.#changes[row].action],
            ),
        },
        { head: "Was", name: "what", cell: (row) => this.#changes[row].text },
        {
          head: "gültig ab",
          name: "from",
          cell: (row) =>
            this.#changes[row].valid_from ? Form.day(this.#changes[row].valid_from) : "sofort",
        },
      ],
      open: (row) => this.app.showJournal(this.#changes[row].seq),
    });
    const tools = Dom.el(
      "div",
      { class: "tools" },
      this.filters.count,
      Dom.button("Als CSV speichern", () => this.save()),
      Dom.button("Als XML speichern", () => this.saveXml()),
      Dom.button("Liste drucken", () => this.app.print(this.list())),
    );
    this.list_ = Dom.el("div", { class: "list" }, tools, this.grid.node);
    this.nothing = Dom.el(
      "p",
      { class: "empty", hidden: true },
      "In diesem Zeitraum wurden keine Stammdaten geändert.",
    );
    root.append(this.filters.node, this.list_, this.nothing);
  }

  set(data) {
    this.#data = data;
    this.#changes = data.journal ? History.of(data.journal) : [];
    const isThere = this.#changes.length > 0;
    for (const node of [this.filters.node, this.list_]) node.hidden = !isThere;
    this.nothing.hidden = isThere;
    this.nothing.textContent = data.journal
      ? "In diesem Zeitraum wurden keine Stammdaten geändert."
      : "Diese Datei enthält nur Belege, keine Stammdaten. Sie sind im Export der Kasse " +
        "(BETRACHTER.html auf dem Stick).";
    if (!isThere) return;
    const clerks = [...new Set(this.#changes.map((one) => one.clerk))].sort(
      (one, other) => one - other,
    );
    this.filters.options("clerk", [
      ["", "alle"],
      ...clerks.map((clerk) => [
        String(clerk),
        clerk < 0 ? "niemand (Datei oder Befehl)" : data.clerkName(clerk),
      ]),
    ]);
    const types = new Set(this.#changes.map((one) => one.type));
    this.filters.options("type", [
      ["", "alle"],
      ...Object.entries(Words.THINGS).filter(([type]) => types.has(type)),
    ]);
    this.filters.days(
      this.#changes[0].time.slice(0, 10),
      this.#changes[this.#changes.length - 1].time.slice(0, 10),
    );
    this.filters.reset();
  }

  judge() {}

  resize() {
    this.grid.refresh();
  }

  #search() {
    this.#shown = Search.history(this.#changes, this.filters.wish);
    this.grid.show(Uint32Array.from(this.#shown, (one) => this.#changes.indexOf(one)));
    this.filters.count.textContent = Form.counted(this.#shown.length, "Änderung", "Änderungen");
  }

  #who(one) {
    const way = Words.SOURCES[one.source] || one.source;
    return one.clerk < 0
      ? way
      : `${this.#data.clerkName(one.clerk)}${one.chief ? ` (Chef ${one.chief})` : ""}`;
  }

  #thing = (one) =>
    one.name && !one.thing.endsWith(one.name) ? `${one.thing} ${one.name}` : one.thing;

  #row = (one) => [
    Form.moment(one.time),
    this.#who(one),
    this.#thing(one),
    Words.ACTIONS[one.action],
    one.text,
    one.valid_from ? Form.day(one.valid_from) : "sofort",
  ];

  save() {
    const heads = ["Zeile", "Zeit", "User", "Weg", "Typ", "Nummer", "Aktion", "Was", "gueltig ab"];
    return Table.save(
      Table.fileName("stammdaten", this.#data.registerId),
      heads,
      this.#shown.length,
      (at) => {
        const one = this.#shown[at];
        return [
          one.seq,
          one.time.replace("T", " "),
          this.#who(one),
          Words.SOURCES[one.source] || one.source,
          Words.THINGS[one.type] || one.type,
          one.key,
          Words.ACTIONS[one.action],
          one.text,
          one.valid_from || "",
        ];
      },
    );
  }

  saveXml() {
    Dom.save(`${Table.fileName("stammdaten", this.#data.registerId)}.xml`, "application/xml", [
      History.xml(this.#shown, this.#data.registerId),
    ]);
  }

  list() {
    return Table.list({
      title: `Stammdaten-Verlauf der Kasse ${this.#data.registerId}`,
      subtitle: [this.filters.words, this.filters.count.textContent].filter(Boolean).join(" · "),
      heads: ["Zeit", "User", "Typ", "Aktion", "Was", "gültig ab"],
      wraps: [4],
      count: this.#shown.length,
      row: (at) => this.#row(this.#shown[at]),
    });
  }
}
