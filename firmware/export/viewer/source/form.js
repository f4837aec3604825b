/* Numbers, days and times as people here write them. */

const Form = (() => {
  const MINUS = "\u2212";
  const VIENNA = "Europe/Vienna";
  const MINUTE_MS = 60_000;
  const DAY_MS = 86_400_000;
  // sv-SE writes as ISO 8601 does: 2026-11-21 17:45:12.
  const clock = new Intl.DateTimeFormat("sv-SE", {
    timeZone: VIENNA,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });

  const two = (number) => String(number).padStart(2, "0");
  const grouped = (digits) => digits.replace(/\B(?=(\d{3})+$)/g, ".");

  /** Cents: `1.234,56`. */
  function money(cents, minus = MINUS) {
    const whole = Math.abs(cents);
    const euros = grouped(String(Math.floor(whole / 100)));
    return `${cents < 0 ? minus : ""}${euros},${two(whole % 100)}`;
  }

  /** Cents with the sign of the currency, for eyes: `1.234,56 €`. */
  const euro = (cents) => `${money(cents)}\u00a0€`;

  /** Cents as a table calculation reads them: `-1234,56`. */
  const plainMoney = (cents) =>
    `${cents < 0 ? "-" : ""}${Math.floor(Math.abs(cents) / 100)},${two(Math.abs(cents) % 100)}`;

  /** Grams as kilograms: `1,345`. */
  function kilograms(milli, minus = MINUS) {
    const whole = Math.abs(milli);
    const grams = String(whole % 1000).padStart(3, "0");
    return `${milli < 0 ? minus : ""}${Math.floor(whole / 1000)},${grams}`;
  }

  /** A rate of tenths of a percent as slips print it: `20,0%`. */
  const rate = (perMille) => `${Math.floor(perMille / 10)},${perMille % 10}%`;

  /** A count: `12.345`. */
  const count = (number) => grouped(String(number));

  /** So many of them, in the right number. */
  const counted = (number, one, many) => `${count(number)} ${number === 1 ? one : many}`;

  /** `2026-11-21` as `21.11.2026`. */
  function day(iso) {
    const [, year, month, date] = /^(\d{4})-(\d\d)-(\d\d)/.exec(iso) || [];
    return year === undefined ? iso : `${date}.${month}.${year}`;
  }

  /** A local time `2026-11-21T17:45:12` for reading. */
  const moment = (iso) => `${day(iso)} ${iso.slice(11, 19)}`;

  /** A moment (ms since 1970) in Austrian local time, ISO without zone. */
  const local = (ms) => clock.format(ms).replace(" ", "T");

  /** The ms of `2026-11-20T09:43:07.123456+00:00`; NaN for any other text. */
  function utc(text) {
    return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$/.test(text)
      ? Date.parse(`${text.slice(0, 23)}Z`)
      : Number.NaN;
  }

  /** The moment at which an Austrian day begins. */
  function midnight(iso) {
    const guess = Date.parse(`${iso}T00:00:00Z`);
    // Vienna is one or two hours ahead; midnight itself is never left out or doubled.
    return [60, 120]
      .map((minutes) => guess - minutes * MINUTE_MS)
      .find((ms) => local(ms) === `${iso}T00:00:00`);
  }

  /** The day after. */
  const next = (iso) =>
    new Date(Date.parse(`${iso}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10);

  /** `first` to `last` in words; one day once. */
  const span = (first, last) =>
    first === last ? `vom ${day(first)}` : `vom ${day(first)} bis ${day(last)}`;

  /** Half up, away from zero for what is negative. */
  function halfUp(numerator, denominator) {
    const rounded = Math.floor((2 * Math.abs(numerator) + denominator) / (2 * denominator));
    return numerator < 0 && rounded ? -rounded : rounded;
  }

  /** The tax in a gross amount (§ 11 Abs 1 Z 3 UStG). */
  const taxIn = (gross, perMille) => halfUp(gross * perMille, 1000 + perMille);

  /** For searching: without case, accents and ligatures. */
  const folded = (text) =>
    text
      .toLowerCase()
      .normalize("NFD")
      .replace(/[\u0300-\u036f]/g, "")
      .replace(/ß/g, "ss");

  return Object.freeze({
    money,
    euro,
    plainMoney,
    kilograms,
    rate,
    count,
    counted,
    day,
    moment,
    local,
    utc,
    midnight,
    next,
    span,
    halfUp,
    taxIn,
    folded,
  });
})();
