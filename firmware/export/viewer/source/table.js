/* Rows that leave the page: as CSV for a table calculation, and as a list on paper. */

const Table = (() => {
  const BOM = "\ufeff";
  const PRINTED_MAX = 5000;
  /** A cell that a table calculation would reckon instead of show. */
  const FORMULA = /^[=+\-@\t\r\n]/;
  const AMOUNT = /^-?\d[\d.]*(?:,\d+)?$/;

  /** One cell: quoted where it must be, and never a formula. */
  function cell(value) {
    let text = String(value ?? "").replace(/\r\n|\r|\n/g, " ");
    if (FORMULA.test(text) && !AMOUNT.test(text)) text = `'${text}`;
    return /[";]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
  }

  /** Save rows as CSV: UTF-8 with mark, semicolons, CRLF, German numbers. */
  async function save(name, heads, count, row) {
    const pieces = [BOM, `${heads.map(cell).join(";")}\r\n`];
    let lines = [];
    for (let at = 0; at < count; at += 1) {
      lines.push(`${row(at).map(cell).join(";")}\r\n`);
      if (lines.length === 10_000) {
        pieces.push(lines.join(""));
        lines = [];
        await Dom.breath();
      }
    }
    pieces.push(lines.join(""));
    Dom.save(`${name}.csv`, "text/csv;charset=utf-8", pieces);
  }

  /** A name for a file: what every system takes. */
  const fileName = (...parts) =>
    parts
      .filter(Boolean)
      .join("_")
      .replace(/[^A-Za-z0-9._-]+/g, "-");

  /** A list for the printer; amounts stand right, and what `wraps` takes the room that is left. */
  function list({ title, subtitle, heads, count, row, right = [], wraps = [] }) {
    const style = (at) => (right.includes(at) ? "right" : wraps.includes(at) ? "wraps" : null);
    const line = (tag, texts) =>
      Dom.el(
        "tr",
        {},
        texts.map((text, at) => Dom.el(tag, { class: style(at) }, text)),
      );
    const body = Dom.el("tbody");
    for (let at = 0; at < Math.min(count, PRINTED_MAX); at += 1) body.append(line("td", row(at)));
    const first = `Gedruckt sind die ersten ${Form.count(PRINTED_MAX)} von ${Form.count(count)}`;
    const more = `${first} Zeilen; bitte enger filtern, oder als CSV speichern.`;
    return [
      Dom.el("h1", {}, title),
      Dom.el("p", {}, subtitle),
      count > PRINTED_MAX ? Dom.el("p", {}, more) : null,
      Dom.el("table", {}, Dom.el("thead", {}, line("th", heads)), body),
    ];
  }

  return Object.freeze({ cell, save, fileName, list });
})();
