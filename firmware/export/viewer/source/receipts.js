/* The receipts: what was signed of each, and, in an export of ours, what was on it. */

const RECEIPT_KINDS = Object.keys(Words.RECEIPT_KINDS);
const MEANS = Object.keys(Words.MEANS);
const DEPOSIT_GROUP = 16;

/** One position: its total, rounded once; packages at their price, what is left over singly. */
function lineTotal(line) {
  if (!line.package) return Form.halfUp(line.unit_cents * line.quantity_milli, 1000);
  const pieces = Math.trunc(Math.abs(line.quantity_milli) / 1000);
  const total =
    Math.floor(pieces / line.package.pieces) * line.package.price_cents +
    (pieces % line.package.pieces) * line.unit_cents;
  return line.quantity_milli > 0 ? total : -total;
}

class Receipts {
  static MARKS = { VFJB: "training", U1RP: "storno" };
  /** Which of the five signed amounts a rate goes into (RKSV Anlage Z 4). */
  static SLOTS = { 200: 0, 100: 1, 130: 2, 0: 3, 190: 4, 49: 4 };
  static SIGNED = 1;
  static READ = 2;

  constructor() {
    this.numbers = [];
    this.times = new Column(Float64Array);
    this.totals = new Column(Float64Array);
    this.kinds = new Column(Uint8Array);
    this.clerks = new Column(Int16Array);
    this.means = new Column(Uint8Array);
    this.flags = new Column(Uint8Array);
    this.words = new Vocabulary();
    /** Rows whose positions are not what was signed. */
    this.strangers = [];
    /** Which receipts cancel the one of this number. */
    this.cancelled = new Map();
    this.clerkNumbers = new Set();
    this.registerId = "";
    /** The certificates the receipts name. */
    this.serials = [];
    this.unsignedCount = 0;
    this.own = null;
    this.foreign = null;
  }

  get length() {
    return this.numbers.length;
  }

  /** Whether more than the signed text is known. */
  get hasContent() {
    return this.own !== null;
  }

  /** Take lines of our own stream; `tell(index, content)` is called for each. */
  addOwn(text, tell) {
    this.own ||= new Lines();
    for (let index = this.own.add(text); index < this.own.length; index += 1) {
      const [number, kind, , jws, , , , content] = this.own.cells(index);
      const said = this.#addSigned(jws, number);
      tell(index, this.#addContent(index, kind, content, said));
    }
  }

  /** The receipts of a DEP of any till: only what was signed is known. */
  static ofDep(entries) {
    const made = new Receipts();
    made.foreign = entries;
    entries.forEach((jws, index) => {
      const said = made.#addSigned(jws, "");
      made.kinds.push(RECEIPT_KINDS.indexOf(Receipts.#guessed(index, said)));
      made.clerks.push(-1);
      made.means.push(0);
      made.words.add([]);
    });
    return made;
  }

  /** What the fields alone tell of the kind. */
  static #guessed(index, said) {
    if (said === null) return "standard";
    const mark = Receipts.MARKS[said.fields[9]];
    if (mark) return mark;
    if (said.fields.slice(4, 9).some((amount) => amount !== "0,00")) return "standard";
    return index === 0 ? "startbeleg" : "nullbeleg";
  }

  #addSigned(jws, number) {
    const said = Codes.payload(jws);
    const amounts = said === null ? [] : said.fields.slice(4, 9).map(Codes.cents);
    const isRead = said !== null && !amounts.includes(null);
    this.numbers.push(said === null ? number || "?" : said.fields[2]);
    this.times.push(said === null ? 0 : Number(said.fields[3].replace(/\D/g, "")) || 0);
    this.totals.push(isRead ? amounts.reduce((sum, cents) => sum + cents, 0) : 0);
    const isSigned = Codes.isSigned(jws);
    this.flags.push((isRead ? Receipts.READ : 0) | (isSigned ? Receipts.SIGNED : 0));
    if (!isSigned) this.unsignedCount += 1;
    if (said === null) return null;
    this.registerId ||= said.fields[1];
    if (!this.serials.includes(said.fields[10])) this.serials.push(said.fields[10]);
    return said;
  }

  #addContent(index, kind, text, said) {
    let content;
    try {
      content = JSON.parse(text);
      this.words.add(Receipts.#wordsOf(content));
    } catch {
      content = { lines: [], tenders: [] };
      this.words.add([]);
      this.strangers.push(index);
    }
    this.kinds.push(Math.max(0, RECEIPT_KINDS.indexOf(kind)));
    this.clerks.push(content.clerk ?? -1);
    if (content.clerk !== null && content.clerk !== undefined) this.clerkNumbers.add(content.clerk);
    let mask = 0;
    for (const tender of content.tenders) mask |= 1 << MEANS.indexOf(tender.means);
    this.means.push(mask);
    if (content.original !== null && content.original !== undefined) {
      const others = this.cancelled.get(content.original) || [];
      this.cancelled.set(content.original, [...others, index]);
    }
    if (!this.#isAsSigned(index, kind, content, said)) this.strangers.push(index);
    return content;
  }

  static #wordsOf(content) {
    const words = content.lines.map((line) =>
      line.plu === null || line.plu === undefined ? line.name : `${line.name} PLU ${line.plu}`,
    );
    words.push(
      content.note,
      content.reason,
      ...content.lines.map((line) => line.voucher && `Gutschein G-${line.voucher}`),
    );
    words.push(
      ...content.tenders.map((tender) => tender.voucher && `Gutschein G-${tender.voucher}`),
    );
    if (content.customer)
      words.push(content.customer.name, content.customer.uid, content.customer.invoice);
    if (content.paragon) words.push(`Paragon ${content.paragon.number}`);
    return words.filter(Boolean);
  }

  /** Whether positions and kind are those of the signed text. */
  #isAsSigned(index, kind, content, said) {
    // What cannot be read the examination tells.
    if (said === null || !(this.flags.at(index) & Receipts.READ)) return true;
    const sums = [0, 0, 0, 0, 0];
    for (const line of content.lines) sums[Receipts.SLOTS[line.vat_per_mille]] += lineTotal(line);
    const marked = Receipts.MARKS[said.fields[9]] || "";
    const isMarked = kind === "training" || kind === "storno" ? marked === kind : marked === "";
    return (
      isMarked &&
      content.kind === kind &&
      sums.every((sum, slot) => sum === Codes.cents(said.fields[4 + slot]))
    );
  }

  jws(index) {
    return this.own ? this.own.cell(index, 3) : this.foreign[index];
  }

  payload(index) {
    return Codes.payload(this.jws(index));
  }

  /** What was on it, as the book keeps it; null of a foreign till. */
  content(index) {
    if (!this.own) return null;
    try {
      return JSON.parse(this.own.cell(index, 7));
    } catch {
      return null;
    }
  }

  /** The local time that was signed: `2026-11-21T17:45:12`. */
  time(index) {
    const digits = String(this.times.at(index)).padStart(14, "0");
    return digits.replace(/^(....)(..)(..)(..)(..)(..)$/, "$1-$2-$3T$4:$5:$6");
  }

  day(index) {
    return this.time(index).slice(0, 10);
  }

  kind(index) {
    return RECEIPT_KINDS[this.kinds.at(index)];
  }

  isSigned(index) {
    return (this.flags.at(index) & Receipts.SIGNED) !== 0;
  }

  /** The number as on paper: six digits at least. */
  shown(index) {
    return this.numbers[index].padStart(6, "0");
  }

  /** Where a number is; -1 if it is not here. */
  find(number) {
    const wanted = String(Number(number));
    const first = Number(this.numbers[0]);
    const guess = Number(number) - first;
    if (this.numbers[guess] === wanted) return guess;
    return this.numbers.indexOf(wanted);
  }

  /** The text of the DEP7, byte for byte as the till writes it. */
  dep(certificates) {
    const bySerial = new Map(certificates.map((one) => [one.serial, one]));
    const pieces = ['{"Belege-Gruppe":[\n'];
    let group = null;
    for (let index = 0; index < this.length; index += 1) {
      const [jws, serial] = [this.own.cell(index, 3), this.own.cell(index, 5)];
      if (serial !== group) {
        const { der = "", issuers = [] } = bySerial.get(serial) || {};
        const chain = issuers.map((one) => JSON.stringify(one)).join(", ");
        pieces.push(
          group === null ? "" : "\n]},\n",
          `{"Signaturzertifikat":"${der}",\n`,
          `"Zertifizierungsstellen":[${chain}],\n"Belege-kompakt":[\n`,
        );
        group = serial;
      } else {
        pieces.push(",\n");
      }
      pieces.push(JSON.stringify(jws));
    }
    pieces.push(group === null ? "]}\n" : "\n]}\n]}\n");
    return pieces.join("");
  }
}
