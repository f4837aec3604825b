/* A receipt as it was printed, line by line, for a paper of 42 columns. */

const Slip = (() => {
  const COLUMNS = 42;
  // Right of every amount stands its VAT letter, or room for one.
  const LETTER_COLUMNS = 2;
  const OUTAGE_WORDS = "Sicherheitseinrichtung ausgefallen"; // § 17 Abs 4 RKSV
  const TILL_TYPE = "Typ 3";
  const LARGE = "large";
  const BOLD = "bold";

  const amount = (cents) => Form.money(cents, "-");
  const number = (value) => String(value).padStart(6, "0");
  // What an article is called may be longer in characters than in signs.
  const length = (text) => [...text].length;
  const padStart = (text, columns) => " ".repeat(Math.max(0, columns - length(text))) + text;
  const padEnd = (text, columns) => text + " ".repeat(Math.max(0, columns - length(text)));

  /** `text` in lines of at most `columns`, broken between words where it can be. */
  function wrap(text, columns = COLUMNS) {
    const lines = [];
    let current = "";
    for (const word of text.split(/\s+/).filter(Boolean)) {
      const joined = current ? `${current} ${word}` : word;
      if (length(joined) <= columns) {
        current = joined;
        continue;
      }
      if (current) lines.push(current);
      const signs = [...word];
      const cut = Math.floor((signs.length - 1) / columns) * columns;
      for (let at = 0; at < cut; at += columns) lines.push(signs.slice(at, at + columns).join(""));
      current = signs.slice(cut).join("");
    }
    if (current) lines.push(current);
    return lines.length > 0 ? lines : [""];
  }

  /** `left` at one edge and `right` at the other, on as few lines as hold both. */
  function twoEnds(left, right, columns = COLUMNS) {
    const lines = length(left) > columns ? wrap(left, columns) : [left];
    const last = lines.pop();
    if (length(last) + 1 + length(right) <= columns) {
      return [...lines, last + padStart(right, columns - length(last))];
    }
    return [...lines, last, ...wrap(right, columns).map((piece) => padStart(piece, columns))];
  }

  function amountLine(label, cents, letter = "") {
    if (letter) return twoEnds(label, `${amount(cents)} ${letter}`);
    return twoEnds(label, amount(cents), COLUMNS - LETTER_COLUMNS).map((line) => line.trimEnd());
  }

  const plain = (lines) => lines.map((text) => ({ text }));
  const centred = (lines, style = "") =>
    lines.flatMap((line) => wrap(line)).map((text) => ({ text, style, isCentred: true }));
  const rule = () => ({ text: "-".repeat(COLUMNS) });

  /** Gross, net and tax by rate, ascending; letters A, B, C … count along. */
  function vatSums(lines) {
    const gross = new Map();
    for (const line of lines)
      gross.set(line.vat_per_mille, (gross.get(line.vat_per_mille) || 0) + lineTotal(line));
    let letters = 0;
    return [...gross]
      .sort(([one], [other]) => one - other)
      .map(([rate, cents]) => {
        const tax = Form.taxIn(cents, rate);
        return {
          rate,
          gross: cents,
          tax,
          net: cents - tax,
          letter: rate ? String.fromCharCode(65 + letters++) : "-",
        };
      });
  }

  function title(receipts, index, sale) {
    const blocks = [];
    const kind = Words.RECEIPT_KINDS[sale.kind] || sale.kind;
    if (sale.kind === "training") {
      blocks.push(
        ...centred(["=== TRAINING ==="], LARGE),
        ...centred(["TRAININGSBELEG", "KEIN VERKAUF"], BOLD),
      );
      if (sale.original !== null) blocks.push(...centred(["ÜBUNGS-STORNO"], BOLD));
    } else if (sale.kind !== "standard") {
      blocks.push(
        ...centred([kind.toUpperCase()], LARGE),
        ...centred(sale.note ? [sale.note] : []),
      );
    }
    blocks.push(...centred(references(sale)));
    const clerk = sale.clerk === null ? "" : `Bed. ${sale.clerk}`;
    const isSale = (sale.kind === "standard" || sale.kind === "training") && sale.original === null;
    const register = receipts.payload(index).fields[1];
    blocks.push(
      ...plain(twoEnds(`BELEG ${receipts.shown(index)}`, `Kasse ${register}`)),
      ...plain(twoEnds(Form.moment(receipts.time(index)), clerk)),
      ...plain(twoEnds(isSale ? `Barverkauf  ${kind}` : kind, TILL_TYPE)),
    );
    const { name = "", uid = "", invoice = "" } = sale.customer || {};
    for (const [label, text] of [
      ["Kunde: ", name],
      ["UID: ", uid],
      ["zu Rechnung ", invoice],
    ]) {
      if (text) blocks.push(...plain(wrap(label + text)));
    }
    return blocks;
  }

  /** The other receipts this one is about. */
  function references(sale) {
    const lines = [];
    if (sale.original !== null) {
      lines.push(
        `${sale.is_part ? "Teil von Bon" : "zu Bon"} ${number(sale.original)}`,
        `Grund: ${sale.reason}`,
      );
    }
    if (sale.replaces !== null)
      lines.push("Zahlart geändert", `ersetzt Bon ${number(sale.replaces)}`);
    if (sale.paragon)
      lines.push(
        `Nacherfassung Paragon ${sale.paragon.number}`,
        `vom ${Form.day(sale.paragon.day)}`,
      );
    return lines;
  }

  function position(line, letter) {
    const price = amount(line.unit_cents);
    const total = lineTotal(line);
    if (line.is_weight) {
      const weight = `${Form.kilograms(line.quantity_milli, "-")} kg × ${price} €/kg`;
      const tare = line.tare_milli ? [`Tara ${Form.kilograms(line.tare_milli)} kg`] : [];
      return plain([weight, ...tare, ...amountLine(line.name, total, letter)]);
    }
    // As the firmware floors: a part of a piece that comes back is a piece.
    const pieces = Math.floor(line.quantity_milli / 1000);
    if (line.package && Math.abs(pieces) >= line.package.pieces) return packages(line, letter);
    const what = Math.abs(pieces) === 1 ? line.name : `${pieces} × ${price}  ${line.name}`;
    return plain(amountLine(what, total, letter));
  }

  function packages(line, letter) {
    const sign = line.quantity_milli < 0 ? "-" : "";
    const count = Math.floor(Math.abs(line.quantity_milli) / 1000);
    const [full, pieces] = [Math.floor(count / line.package.pieces), count % line.package.pieces];
    const rows = [`${sign}${full} × ${line.package.pieces} um ${amount(line.package.price_cents)}`];
    if (pieces) rows.push(`${sign}${pieces} × ${amount(line.unit_cents)}`);
    return plain([...rows, ...amountLine(line.name, lineTotal(line), letter)]);
  }

  function payment(sale) {
    const total = sale.lines.reduce((sum, line) => sum + lineTotal(line), 0);
    const change = sale.tenders.reduce((sum, one) => sum + one.given_cents - one.amount_cents, 0);
    const blocks = amountLine("SUMME EUR", total).map((text) => ({ text, style: LARGE }));
    for (const tender of sale.tenders) {
      blocks.push(...plain(amountLine(...paid(tender))), ...centred(tender.slip));
    }
    if (change) blocks.push(...plain(amountLine("RÜCKGELD", change)));
    return blocks;
  }

  /** What a tender is called, and its amount; a voucher is not handed out. */
  function paid({ means, amount_cents, given_cents, voucher }) {
    const name = Words.MEANS[means];
    if (means === "gutschein") return [`Gutschein G-${voucher}`, -given_cents];
    if (given_cents < 0) return [`AUSZAHLUNG ${name}`, -given_cents];
    if (means === "bar" && given_cents !== amount_cents) return [`${name} gegeben`, given_cents];
    return [name, given_cents];
  }

  /** Letter, rate, net, tax, gross; stacked where amounts are too large for one line. */
  function vatTable(sums) {
    if (sums.length === 0) return [];
    const heads = ["Netto", "Steuer", "Brutto"];
    const labels = sums.map((one) => `${one.letter} ${padStart(Form.rate(one.rate), 5)}`);
    const cells = sums.map((one) => [amount(one.net), amount(one.tax), amount(one.gross)]);
    const widths = heads.map(
      (head, at) => 1 + Math.max(head.length, ...cells.map((row) => row[at].length)),
    );
    const spare = COLUMNS - labels[0].length - widths.reduce((sum, width) => sum + width, 0);
    if (spare < 0) {
      const starts = (label) => [`${label}  `, " ".repeat(9), " ".repeat(9)];
      return [
        rule(),
        ...plain(
          labels.flatMap((label, row) =>
            heads.flatMap((head, at) => twoEnds(starts(label)[at] + head, cells[row][at])),
          ),
        ),
      ];
    }
    const [net, tax, gross] = widths.map(
      (width, at) => width + Math.floor(spare / 3) + (at === 0 ? spare % 3 : 0),
    );
    return [
      rule(),
      ...plain(
        [["USt", heads], ...labels.map((label, row) => [label, cells[row]])].map(
          ([label, row]) =>
            padEnd(label, 7) +
            padStart(row[0], net) +
            padStart(row[1], tax) +
            padStart(row[2], gross),
        ),
      ),
    ];
  }

  /** The lines of a receipt of ours, without header, code and footer. */
  function lines(receipts, index, sale) {
    const sums = vatSums(sale.lines);
    const letters = new Map(sums.map((one) => [one.rate, one.letter]));
    return [
      ...title(receipts, index, sale),
      rule(),
      ...sale.lines.flatMap((line) => position(line, letters.get(line.vat_per_mille))),
      ...(sale.lines.length > 0 ? [rule()] : []),
      ...payment(sale),
      ...vatTable(sums),
      ...(receipts.isSigned(index) ? [] : centred([OUTAGE_WORDS], BOLD)),
    ];
  }

  const SLOT_NAMES = [
    "20 % (Normal)",
    "10 % (Ermäßigt 1)",
    "13 % (Ermäßigt 2)",
    "0 % (Null)",
    "Besonders (4,9 / 19 %)",
  ];

  /** What is known of a receipt of any till: the fields that were signed. */
  function signedLines(receipts, index) {
    const said = receipts.payload(index);
    const amounts = said.fields.slice(4, 9).map((text, slot) => ({ name: SLOT_NAMES[slot], text }));
    return [
      ...plain(twoEnds(`BELEG ${said.fields[2]}`, `Kasse ${said.fields[1]}`)),
      ...plain(twoEnds(Form.moment(said.fields[3]), "")),
      ...centred([Words.RECEIPT_KINDS[receipts.kind(index)]]),
      rule(),
      ...plain(
        amounts.filter((one) => one.text !== "0,00").flatMap((one) => twoEnds(one.name, one.text)),
      ),
      ...amountLine("SUMME EUR", receipts.totals.at(index)).map((text) => ({ text, style: LARGE })),
      ...(receipts.isSigned(index) ? [] : centred([OUTAGE_WORDS], BOLD)),
    ];
  }

  const drawn = (blocks) =>
    blocks.map(({ text, style = "", isCentred = false }) =>
      Dom.el(
        "div",
        { class: `line ${style} ${isCentred ? "centred" : ""}`.trim() },
        text || "\u00a0",
      ),
    );

  /** The paper of a receipt: header, lines, code. */
  function paper(receipts, index, firm) {
    const sale = receipts.content(index);
    const isRead = receipts.payload(index) !== null;
    const [first = "", ...rest] = firm;
    const blocks = [
      ...centred(first ? [first] : [], LARGE),
      ...centred(rest),
      ...(!isRead
        ? centred(["Dieser Beleg ist nicht lesbar."], BOLD)
        : sale === null
          ? signedLines(receipts, index)
          : lines(receipts, index, sale)),
    ];
    const paper = Dom.el("div", { class: "slip" }, ...drawn(blocks));
    if (isRead)
      paper.append(
        Dom.el(
          "div",
          { class: "code" },
          Qr.picture(Codes.qr(receipts.jws(index)), "Maschinenlesbarer Code als QR-Code"),
        ),
      );
    return paper;
  }

  return Object.freeze({ COLUMNS, lines, paper });
})();
