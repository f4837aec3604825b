/* Sums of receipts by day, month and year, as X, Z and period reports make them. */

/** The figures of a stretch of receipts; stretches may be added. */
class Sums {
  constructor(key) {
    this.key = key;
    this.first = "";
    this.last = "";
    this.count = 0;
    this.cents = 0;
    this.cancelled = { count: 0, cents: 0 };
    this.training = { count: 0, cents: 0 };
    this.other = 0;
    this.unsigned = 0;
    this.deposit = 0;
    this.vouchers = 0;
    /** Gross and tax by rate; the tax is the sum of what each receipt printed. */
    this.rates = new Map();
    this.means = new Map();
  }

  get turnover() {
    return [...this.rates.values()].reduce((sum, one) => sum + one.gross, 0);
  }

  get tax() {
    return [...this.rates.values()].reduce((sum, one) => sum + one.tax, 0);
  }

  addRate(perMille, gross, tax) {
    const before = this.rates.get(perMille) || { gross: 0, tax: 0 };
    this.rates.set(perMille, { gross: before.gross + gross, tax: before.tax + tax });
  }

  addMeans(means, cents, count = 1) {
    const before = this.means.get(means) || { count: 0, cents: 0 };
    this.means.set(means, { count: before.count + count, cents: before.cents + cents });
  }

  /** What another stretch comes to is added. */
  take(other) {
    this.first ||= other.first;
    this.last = other.last || this.last;
    for (const name of ["count", "cents", "other", "unsigned", "deposit", "vouchers"])
      this[name] += other[name];
    for (const name of ["cancelled", "training"]) {
      this[name].count += other[name].count;
      this[name].cents += other[name].cents;
    }
    for (const [rate, { gross, tax }] of other.rates) this.addRate(rate, gross, tax);
    for (const [means, { count, cents }] of other.means) this.addMeans(means, cents, count);
  }

  /** Take receipt `index`, with its content if there is one. */
  add(receipts, index, content) {
    this.first ||= receipts.numbers[index];
    this.last = receipts.numbers[index];
    if (!receipts.isSigned(index)) this.unsigned += 1;
    const kind = receipts.kind(index);
    const cents = receipts.totals.at(index);
    if (kind === "training") {
      this.training.count += 1;
      this.training.cents += cents;
      return;
    }
    if (kind !== "standard" && kind !== "storno") {
      this.other += 1;
      return;
    }
    this.count += 1;
    this.cents += cents;
    if (kind === "storno") {
      this.cancelled.count += 1;
      this.cancelled.cents += cents;
    }
    if (content === null) this.#addSigned(receipts.payload(index));
    else this.#addContent(content);
  }

  #addContent(content) {
    const gross = new Map();
    for (const line of content.lines) {
      const cents = lineTotal(line);
      if (line.group === DEPOSIT_GROUP) this.deposit += cents;
      else if (line.kind === "voucher") this.vouchers += cents;
      else gross.set(line.vat_per_mille, (gross.get(line.vat_per_mille) || 0) + cents);
    }
    // The tax as the receipt printed it, rounded there.
    for (const [rate, cents] of gross) this.addRate(rate, cents, Form.taxIn(cents, rate));
    for (const tender of content.tenders) this.addMeans(tender.means, tender.amount_cents);
  }

  /** Of a foreign till the five amounts are all there is; the last one mixes two rates. */
  #addSigned(said) {
    if (said === null) return;
    said.fields.slice(4, 9).forEach((text, slot) => {
      const cents = Codes.cents(text) || 0;
      if (cents === 0) return;
      const rate = Figures.SLOT_RATES[slot];
      this.addRate(rate, cents, rate < 0 ? 0 : Form.taxIn(cents, rate));
    });
  }
}

const Figures = (() => {
  const BESONDERS = -1;
  const SLOT_RATES = [200, 100, 130, 0, BESONDERS];
  const LENGTHS = { day: 10, month: 7, year: 4 };
  /** Sums by day while receipts are taken. */
  class Days {
    #days = new Map();

    add(receipts, index, content) {
      const day = receipts.day(index);
      let sums = this.#days.get(day);
      if (sums === undefined) this.#days.set(day, (sums = new Sums(day)));
      sums.add(receipts, index, content);
    }

    /** Oldest first. */
    get all() {
      return [...this.#days.values()].sort((one, other) => (one.key < other.key ? -1 : 1));
    }
  }

  /** Days put together by month or year. */
  function grouped(days, unit) {
    const groups = new Map();
    for (const day of days) {
      const key = day.key.slice(0, LENGTHS[unit]);
      if (!groups.has(key)) groups.set(key, new Sums(key));
      groups.get(key).take(day);
    }
    return [...groups.values()];
  }

  function total(all) {
    const sum = new Sums("Summe");
    for (const one of all) sum.take(one);
    return sum;
  }

  /** `21.11.2026`, `November 2026`, `2026`. */
  function named(key) {
    if (key.length === LENGTHS.day) return Form.day(key);
    if (key.length === LENGTHS.month)
      return `${TERMS.months[Number(key.slice(5)) - 1]} ${key.slice(0, 4)}`;
    return key;
  }

  const rateName = (rate) => (rate === BESONDERS ? "besonders" : Form.rate(rate));

  /** The Z of a journal, each with what its receipts come to when they are all here. */
  function closings(journal, receipts) {
    const anchored = journal.of["book.receipt"];
    const found = [];
    let at = 0;
    for (const index of journal.of.Z) {
      const {
        number,
        first_seq,
        last_seq,
        began_utc,
        ended_utc,
        figures,
        count = {},
      } = journal.content(index);
      if (!figures) continue;
      const sums = new Sums(`Z ${number}`);
      while (at < anchored.length && journal.seqs.at(anchored[at]) < first_seq) at += 1;
      for (; at < anchored.length && journal.seqs.at(anchored[at]) <= last_seq; at += 1) {
        const receipt = receipts.find(journal.content(anchored[at]).number);
        if (receipt >= 0) sums.add(receipts, receipt, receipts.content(receipt));
      }
      found.push({
        index,
        number,
        first_seq,
        last_seq,
        figures,
        count,
        sums,
        seq: journal.seqs.at(index),
        began: Form.local(Date.parse(began_utc)),
        ended: Form.local(Date.parse(ended_utc)),
        isWhole: journal.find(first_seq) >= 0 && journal.find(last_seq) >= 0,
      });
    }
    return found;
  }

  /** Whether a Z says what its receipts come to; null if they are not all here. */
  function isRight({ figures, sums, isWhole }) {
    if (!isWhole) return null;
    const rates = new Map(figures.rates.map((one) => [one.per_mille, one]));
    const isSameRate = ([rate, { gross, tax }]) =>
      rates.has(rate) && rates.get(rate).gross_cents === gross && rates.get(rate).vat_cents === tax;
    const isSameMeans = ([means, { cents }]) =>
      figures.tenders[means] && figures.tenders[means].cents === cents;
    return (
      figures.total.count === sums.count &&
      figures.total.cents === sums.cents &&
      rates.size === sums.rates.size &&
      [...sums.rates].every(isSameRate) &&
      Object.keys(figures.tenders).length === sums.means.size &&
      [...sums.means].every(isSameMeans)
    );
  }

  return Object.freeze({ SLOT_RATES, Days, grouped, total, named, rateName, closings, isRight });
})();
