// The times of a DEP: order and range, and a zero receipt between the sales of two months.
// Times are compared as texts; their form makes that the order of time.

const EARLIEST_LOCAL_TIME = "2015-09-01T00:00:00";
const LATEST_LOCAL_TIME = "9999-12-31T23:59:59";

/** Watches that times do not decrease, are not before the regulation and not in the future. */
class TimeCheck {
  #isStrict;
  #now;
  #nowText;
  #lastText = "";
  #doubledDay = "";

  /** `now` is in milliseconds of UTC; null does not look at the future. */
  constructor({ isStrict, now }) {
    this.#isStrict = isStrict;
    this.#now = now;
    this.#nowText = now === null ? LATEST_LOCAL_TIME : localText(now);
  }

  /** Takes the time of one receipt, in the form of field 4. */
  check(text, faults) {
    const last = this.#lastText;
    this.#lastText = text;
    const isUsual = last <= text && text <= this.#nowText && text >= EARLIEST_LOCAL_TIME;
    if (isUsual && !(text.startsWith("03", 5) && text.startsWith("02", 11))) {
      return;
    }
    if (last > text) {
      faults.push(this.#orderFault(last, text));
    }
    this.#checkRange(text, faults);
    // Before the regulation clocks were turned otherwise.
    if (text >= EARLIEST_LOCAL_TIME && isLeftOut(text)) {
      faults.push(fault("time-gap", `${text} lies in the hour that March leaves out`));
    }
  }

  /** A decrease is excused where the doubled hour of October begins anew, unless strict. */
  #orderFault(last, text) {
    const day = text.slice(0, 10);
    const isRepeatedHour =
      last.startsWith(day) &&
      day !== this.#doubledDay &&
      text >= EARLIEST_LOCAL_TIME &&
      isWrittenTwice(text) &&
      isWrittenTwice(last);
    if (isRepeatedHour) {
      this.#doubledDay = day;
    }
    const what = isRepeatedHour ? ", the hour that October repeats" : "";
    const isExcused = isRepeatedHour && !this.#isStrict;
    return fault("time-order", `${text} after ${last}${what}`, { isExcused });
  }

  #checkRange(text, faults) {
    if (text < EARLIEST_LOCAL_TIME) {
      const detail = `${text} is before the regulation, ${EARLIEST_LOCAL_TIME}`;
      faults.push(fault("time-range", detail));
    } else if (this.#now !== null && text > this.#nowText && momentOf(text) > this.#now) {
      faults.push(fault("time-range", `${text} is in the future, it is ${this.#nowText}`));
    }
  }
}

/**
 * Watches for the zero receipt between the sales of two months (§ 8 Abs 2 and 3 RKSV).
 *
 * The DEP does not tell a Monatsbeleg from another zero receipt, so all that can be said is that
 * none is there, or that none between two years is signed.
 */
class ClosingCheck {
  #lastMonth = "";
  #hasZero = false;
  #hasSignedZero = false;

  /** Takes one receipt; returns a fault or null. */
  check({ kind, time, isZero, isSigned }) {
    if (kind === "training") {
      return null;
    }
    if (isZero && kind === "standard") {
      this.#hasZero = true;
      this.#hasSignedZero ||= isSigned;
      return null;
    }
    const month = time.slice(0, 7);
    const found = this.#faultBetween(this.#lastMonth, month);
    this.#lastMonth = month;
    this.#hasZero = false;
    this.#hasSignedZero = false;
    return found;
  }

  #faultBetween(last, month) {
    if (last === "" || month <= last) {
      return null;
    }
    const [lastYear, year] = [last.slice(0, 4), month.slice(0, 4)];
    if (lastYear !== year && !this.#hasSignedZero) {
      const detail = `no signed zero receipt between the sales of ${lastYear} and ${year}`;
      return fault("year-end", detail);
    }
    if (!this.#hasZero) {
      return fault("month-end", `no zero receipt between the sales of ${last} and ${month}`);
    }
    return null;
  }
}
