/* Days and Z: what came in, by rate and by means of payment, with sums. */

class DaysView {
  static #UNITS = [
    ["day", "Tage"],
    ["month", "Monate"],
    ["year", "Jahre"],
    ["z", "Z-Berichte"],
  ];

  #data = null;
  #table = null;

  constructor(root, app) {
    this.app = app;
    this.filters = new Filters({
      label: "Zeitraum wählen",
      fields: [
        { name: "unit", label: "Zeigen", kind: "select", options: DaysView.#UNITS },
        { name: "first", label: "Von", kind: "date" },
        { name: "last", label: "Bis", kind: "date" },
      ],
      onChange: () => this.#draw(),
    });
    this.box = Dom.el("div", {
      class: "scroll",
      tabindex: 0,
      role: "region",
      "aria-label": "Summen",
    });
    const tools = Dom.el(
      "div",
      { class: "tools" },
      this.filters.count,
      Dom.button("Als CSV speichern", () => this.save()),
      Dom.button("Liste drucken", () => this.app.print(this.list())),
    );
    this.totals = Dom.el("dl", { class: "totals" });
    root.append(this.filters.node, this.totals, Dom.el("div", { class: "list" }, tools, this.box));
  }

  set(data) {
    this.#data = data;
    this.filters.options(
      "unit",
      data.closings.length > 0 ? DaysView.#UNITS : DaysView.#UNITS.slice(0, 3),
    );
    const { days } = data;
    if (days.length > 0) this.filters.days(days[0].key, days[days.length - 1].key);
    this.filters.reset();
  }

  judge() {
    this.#draw();
  }

  #draw() {
    const { unit, first, last } = this.filters.wish;
    const isIn = (day) => (!first || day >= first) && (!last || day <= last);
    const days = this.#data.days.filter((day) => isIn(day.key));
    this.#drawTotals(Figures.total(days));
    if (unit === "z")
      this.#drawClosings(this.#data.closings.filter((one) => isIn(one.ended.slice(0, 10))));
    else this.#drawDays(Figures.grouped(days, unit), unit);
  }

  /** The sums of the stretch, large. */
  #drawTotals(sum) {
    const rates = [...sum.rates].sort(([one], [other]) => other - one);
    const isTaxed = !sum.rates.has(-1);
    Dom.fill(
      this.totals,
      this.#total("Umsatz", Form.euro(sum.turnover), "strong"),
      ...rates.map(([rate, one]) =>
        this.#total(
          `Umsatz ${Figures.rateName(rate)}`,
          Form.euro(one.gross),
          "",
          isTaxed && rate > 0 ? `davon USt ${Form.money(one.tax)}` : "",
        ),
      ),
      ...MEANS.filter((means) => sum.means.has(means)).map((means) =>
        this.#total(
          Words.shortMeans(means),
          Form.euro(sum.means.get(means).cents),
          "",
          Form.counted(sum.means.get(means).count, "Zahlung", "Zahlungen"),
        ),
      ),
      sum.deposit !== 0 ? this.#total("Pfand (kein Umsatz)", Form.euro(sum.deposit)) : null,
      sum.vouchers !== 0 ? this.#total("Gutscheine (kein Umsatz)", Form.euro(sum.vouchers)) : null,
      sum.cancelled.count > 0
        ? this.#total(
            "Storniert",
            Form.euro(sum.cancelled.cents),
            "",
            Form.counted(sum.cancelled.count, "Beleg", "Belege"),
          )
        : null,
      sum.training.count > 0
        ? this.#total(
            "Training (zählt nicht)",
            Form.euro(sum.training.cents),
            "",
            Form.counted(sum.training.count, "Beleg", "Belege"),
          )
        : null,
    );
  }

  #total(name, amount, style = "", more = "") {
    return Dom.el(
      "div",
      { class: `total ${style}` },
      Dom.el("dt", {}, name),
      Dom.el("dd", {}, amount, more ? Dom.el("small", {}, more) : null),
    );
  }

  /** Columns that the days need: rates, means, and what is no turnover. */
  #columns(all) {
    const rates = [...new Set(all.flatMap((one) => [...one.rates.keys()]))].sort(
      (one, other) => other - one,
    );
    const means = MEANS.filter((one) => all.some((sums) => sums.means.has(one)));
    const columns = [
      ["Belege", (sums) => Form.count(sums.count), (sums) => sums.count],
      ["von Nr.", (sums) => sums.first, (sums) => sums.first],
      ["bis Nr.", (sums) => sums.last, (sums) => sums.last],
      ...rates.flatMap((rate) => [
        this.#money(
          `Umsatz ${Figures.rateName(rate)}`,
          (sums) => (sums.rates.get(rate) || { gross: 0 }).gross,
        ),
        ...(rate > 0
          ? [
              this.#money(
                `USt ${Figures.rateName(rate)}`,
                (sums) => (sums.rates.get(rate) || { tax: 0 }).tax,
              ),
            ]
          : []),
      ]),
      this.#money("Umsatz", (sums) => sums.turnover),
      ...means.map((one) =>
        this.#money(Words.shortMeans(one), (sums) => (sums.means.get(one) || { cents: 0 }).cents),
      ),
    ];
    const extras = [
      ["Pfand", (sums) => sums.deposit],
      ["Gutscheine", (sums) => sums.vouchers],
      ["Storniert", (sums) => sums.cancelled.cents],
      ["Training", (sums) => sums.training.cents],
    ];
    columns.push(
      ...extras
        .filter(([, take]) => all.some((sums) => take(sums) !== 0))
        .map(([name, take]) => this.#money(name, take)),
    );
    return columns;
  }

  #money = (name, take) => [
    name,
    (sums) => Form.money(take(sums)),
    (sums) => Form.plainMoney(take(sums)),
  ];

  #drawDays(all, unit) {
    const columns = this.#columns(all);
    const sum = Figures.total(all);
    const heads = [
      { day: "Tag", month: "Monat", year: "Jahr" }[unit],
      ...columns.map(([name]) => name),
    ];
    const open = (sums) =>
      unit === "day"
        ? Dom.button(Figures.named(sums.key), () => this.app.showDay(sums.key), {
            class: "link",
            title: "Belege dieses Tages zeigen",
          })
        : Figures.named(sums.key);
    this.#table = {
      heads,
      rows: all.map((sums) => [Figures.named(sums.key), ...columns.map(([, said]) => said(sums))]),
      raw: all.map((sums) => [sums.key, ...columns.map(([, , plain]) => plain(sums))]),
      foot: ["Summe", ...columns.map(([, said]) => said(sum))],
      name: { day: "tage", month: "monate", year: "jahre" }[unit],
    };
    this.#fill(all.map((sums, at) => [open(sums), ...this.#table.rows[at].slice(1)]));
    this.filters.count.textContent = Form.counted(
      all.length,
      ...{ day: ["Tag", "Tage"], month: ["Monat", "Monate"], year: ["Jahr", "Jahre"] }[unit],
    );
  }

  #drawClosings(all) {
    const rates = [
      ...new Set(all.flatMap((one) => one.figures.rates.map((rate) => rate.per_mille))),
    ].sort((one, other) => other - one);
    const means = MEANS.filter((name) => all.some((one) => one.figures.tenders[name]));
    const rateOf = (one, rate) =>
      one.figures.rates.find((other) => other.per_mille === rate) || {
        gross_cents: 0,
        vat_cents: 0,
      };
    const turnover = (one) => one.figures.rates.reduce((sum, rate) => sum + rate.gross_cents, 0);
    const drawer = (one) => one.figures.drawer;
    const expected = (one) =>
      drawer(one).opening_cents +
      drawer(one).cash_cents +
      drawer(one).paid_in.cents -
      drawer(one).paid_out.cents;
    const amounts = [
      ...rates.flatMap((rate) => [
        [`Umsatz ${Form.rate(rate)}`, (one) => rateOf(one, rate).gross_cents],
        ...(rate > 0 ? [[`USt ${Form.rate(rate)}`, (one) => rateOf(one, rate).vat_cents]] : []),
      ]),
      ["Umsatz", turnover],
      ...means.map((name) => [
        Words.shortMeans(name),
        (one) => (one.figures.tenders[name] || { cents: 0 }).cents,
      ]),
      ["Kassensoll", expected],
    ];
    const cells = (one, form) => [
      form === Form.money ? Form.moment(one.ended) : one.ended,
      Form.count(one.figures.total.count),
      ...amounts.map(([, take]) => form(take(one))),
    ];
    const right = all.map((one) => Figures.isRight(one));
    const words = (isRight) =>
      isRight === null ? "nicht alle Belege hier" : isRight ? "stimmt" : "stimmt nicht";
    const sums = amounts.map(([name, take]) =>
      name === "Kassensoll" ? "" : Form.money(all.reduce((sum, one) => sum + take(one), 0)),
    );
    this.#table = {
      heads: ["Z", "abgeschlossen", "Belege", ...amounts.map(([name]) => name), "nachgerechnet"],
      rows: all.map((one, at) => [`Z ${one.number}`, ...cells(one, Form.money), words(right[at])]),
      raw: all.map((one, at) => [one.number, ...cells(one, Form.plainMoney), words(right[at])]),
      foot: [
        "Summe",
        "",
        Form.count(all.reduce((sum, one) => sum + one.figures.total.count, 0)),
        ...sums,
        "",
      ],
      name: "z-berichte",
    };
    const judged = (at) =>
      Dom.el(
        "span",
        { class: `judged ${right[at] === null ? "open" : right[at] ? "good" : "bad"}` },
        Dom.icon(right[at] === null ? "open" : right[at] ? "good" : "bad"),
        words(right[at]),
      );
    this.#fill(
      all.map((one, at) => [
        Dom.button(`Z ${one.number}`, () => this.app.showJournal(one.seq), {
          class: "link",
          title: "Im Journal zeigen",
        }),
        ...this.#table.rows[at].slice(1, -1),
        judged(at),
      ]),
    );
    this.filters.count.textContent = Form.counted(all.length, "Z-Bericht", "Z-Berichte");
  }

  #fill(rows) {
    const { heads, foot } = this.#table;
    const line = (cells, tag) =>
      Dom.el(
        "tr",
        {},
        cells.map((cell, at) =>
          Dom.el(at === 0 ? "th" : tag, { scope: at === 0 ? "row" : null }, cell),
        ),
      );
    Dom.fill(
      this.box,
      Dom.el(
        "table",
        { class: "sums" },
        Dom.el(
          "thead",
          {},
          Dom.el(
            "tr",
            {},
            heads.map((head) => Dom.el("th", { scope: "col" }, head)),
          ),
        ),
        Dom.el(
          "tbody",
          {},
          rows.map((cells) => line(cells, "td")),
        ),
        rows.length > 0 ? Dom.el("tfoot", {}, line(foot, "td")) : null,
      ),
      rows.length === 0
        ? Dom.el("p", { class: "empty" }, "In diesem Zeitraum gibt es nichts.")
        : null,
    );
  }

  save() {
    const { heads, raw, name } = this.#table;
    return Table.save(
      Table.fileName(name, this.#data.registerId),
      heads,
      raw.length,
      (at) => raw[at],
    );
  }

  list() {
    const { heads, rows, foot } = this.#table;
    const all = [...rows, foot];
    return Table.list({
      title: `Summen der Kasse ${this.#data.registerId}`,
      subtitle: [this.filters.words, this.filters.count.textContent].filter(Boolean).join(" · "),
      heads,
      right: heads.map((_, at) => at).slice(1),
      count: all.length,
      row: (at) => all[at],
    });
  }
}
