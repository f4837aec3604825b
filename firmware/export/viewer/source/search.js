/* What a person types becomes tests for rows; every word must fit. */

const Search = (() => {
  const AMOUNT = /^[-\u2212]?\d{1,3}(?:\.\d{3})+,\d\d$|^[-\u2212]?\d+,\d\d$/;
  const DAY = /^(\d{1,2})\.(\d{1,2})\.(?:(\d{4})|(\d\d))?$/;
  const NUMBER = /^\d{1,15}$/;

  /** Words of a search; what stands in quotes is one. */
  const words = (text) =>
    [...text.matchAll(/"([^"]+)"|(\S+)/g)].map((found) => found[1] || found[2]);

  const two = (digits) => digits.padStart(2, "0");

  /** A test of one word for a receipt's index. */
  function receiptTest(word, receipts) {
    const day = DAY.exec(word);
    if (day) return dayTest(day, receipts);
    if (AMOUNT.test(word)) {
      const cents = Number(word.replace(/[^\d]/g, ""));
      // A cancellation of 5,00 is found by 5,00 as well.
      const isSigned = /^[-\u2212]/.test(word);
      return (row) => {
        const total = receipts.totals.at(row);
        return isSigned ? total === -cents : Math.abs(total) === cents;
      };
    }
    const inText = receipts.words.finder(Form.folded(word));
    if (NUMBER.test(word)) {
      const number = word.replace(/^0+(?=\d)/, "");
      return (row) => receipts.numbers[row] === number || inText(row);
    }
    const exact = receipts.hasContent ? null : word;
    return (row) => inText(row) || receipts.numbers[row] === exact;
  }

  function dayTest([, date, month, long, short], receipts) {
    const year = long || (short && `20${short}`);
    if (year) {
      const day = Number(`${year}${two(month)}${two(date)}`);
      return (row) => Math.floor(receipts.times.at(row) / 1e6) === day;
    }
    const day = Number(`${two(month)}${two(date)}`);
    return (row) => Math.floor(receipts.times.at(row) / 1e6) % 10_000 === day;
  }

  /** The rows of 0 to `length` that pass every test. */
  function passing(length, tests) {
    const found = new Uint32Array(length);
    let count = 0;
    next: for (let row = 0; row < length; row += 1) {
      for (const test of tests) if (!test(row)) continue next;
      found[count++] = row;
    }
    return found.slice(0, count);
  }

  /** Receipts that fit `wish`: text, first, last, kind, means, clerk, and `marked` rows only. */
  function receipts(all, wish) {
    const tests = words(wish.text).map((word) => receiptTest(word, all));
    if (wish.first) {
      const first = Number(wish.first.replace(/-/g, "")) * 1e6;
      tests.push((row) => all.times.at(row) >= first);
    }
    if (wish.last) {
      const last = Number(wish.last.replace(/-/g, "")) * 1e6 + 999_999;
      tests.push((row) => all.times.at(row) <= last);
    }
    if (wish.kind !== "") {
      const kind = RECEIPT_KINDS.indexOf(wish.kind);
      tests.push((row) => all.kinds.at(row) === kind);
    }
    if (wish.means !== "") {
      const bit = 1 << MEANS.indexOf(wish.means);
      tests.push((row) => (all.means.at(row) & bit) !== 0);
    }
    if (wish.clerk !== "") {
      const clerk = Number(wish.clerk);
      tests.push((row) => all.clerks.at(row) === clerk);
    }
    if (wish.marked) tests.push((row) => wish.marked.has(row));
    return passing(all.length, tests);
  }

  /** Tests of a stretch of Austrian days for moments. */
  function momentTests(at, wish) {
    const tests = [];
    if (wish.first) {
      const from = Form.midnight(wish.first);
      tests.push((row) => at(row) >= from);
    }
    if (wish.last) {
      const until = Form.midnight(Form.next(wish.last));
      tests.push((row) => at(row) < until);
    }
    return tests;
  }

  /** Journal rows that fit `wish`: first, last, kind, group, clerk, noBusiness, text. */
  async function journal(all, wish, isStale) {
    const tests = momentTests((row) => all.times.at(row), wish);
    const kinds = all.kindNames.map((kind) => {
      if (wish.kind.startsWith("group:")) return Words.journalGroup(kind) === wish.kind.slice(6);
      return wish.kind === "" || wish.kind === kind;
    });
    const isChosen = all.kindNames.map(
      (kind, at) => kinds[at] && !(wish.noBusiness && Words.isBusiness(kind)),
    );
    tests.push((row) => isChosen[all.kinds.at(row)]);
    if (wish.clerk !== "") {
      const clerk = Number(wish.clerk);
      tests.push((row) => all.clerks.at(row) === clerk);
    }
    const found = passing(all.length, tests);
    const parts = words(wish.text).map(Form.folded);
    return parts.length === 0 ? found : reading(all, found, parts, isStale);
  }

  /** Rows whose text holds every part, with breath between; null if nobody asks any more. */
  async function reading(all, rows, parts, isStale) {
    const found = new Uint32Array(rows.length);
    const names = all.kindNames.map((kind) => Form.folded(Words.journalName(kind)));
    let count = 0;
    for (let at = 0; at < rows.length; at += 1) {
      if (at % 20_000 === 19_999) {
        await Dom.breath();
        if (isStale()) return null;
      }
      const row = rows[at];
      const text = `${Form.folded(all.lines.line(row))} ${names[all.kinds.at(row)]}`;
      if (parts.every((part) => text.includes(part))) found[count++] = row;
    }
    return found.slice(0, count);
  }

  /** Changes of master data that fit `wish`: first, last, clerk, type, action, text. */
  function history(changes, wish) {
    const tests = [
      ...momentTests((one) => one.at, wish),
      (one) => wish.clerk === "" || one.clerk === Number(wish.clerk),
      (one) => wish.type === "" || one.type === wish.type,
      (one) => wish.action === "" || one.action === wish.action,
      ...words(wish.text).map((word) => {
        const part = Form.folded(word);
        return (one) => Form.folded(`${one.thing} ${one.name} ${one.text}`).includes(part);
      }),
    ];
    return changes.filter((one) => tests.every((test) => test(one)));
  }

  return Object.freeze({ receipts, journal, history });
})();
