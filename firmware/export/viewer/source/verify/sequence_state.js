// What runs on from receipt to receipt: the turnover counter (§ 8 Abs 1 RKSV), the numbers seen,
// and where the chain stands in the order of outages (§ 17 Abs 4 RKSV).

/**
 * Keeps the running sum and compares it with every counter that can be read.
 *
 * After a mismatch both sums are followed, the own one and the one the DEP claims, so that one
 * wrong counter gives one fault and a wrong sum does not repeat itself to the end of the file.
 */
class CounterCheck {
  #sum;
  #claimed = null;
  #bytes = 0;

  /** Begins at a sum, or at null: the first readable counter is then believed. */
  constructor(start) {
    this.#sum = start;
  }

  /** An entry could not be read: what it added is unknown. */
  forget() {
    this.#sum = null;
    this.#claimed = null;
  }

  /** Counts a receipt, then compares what of its counter is known. */
  take({ kind, total, turnover, counterBytes }, faults) {
    if (kind !== "training") {
      this.#sum = this.#sum === null ? null : plus(this.#sum, total);
      this.#claimed = this.#claimed === null ? null : plus(this.#claimed, total);
    }
    if (counterBytes !== 0) {
      if (this.#bytes !== 0 && this.#bytes !== counterBytes) {
        faults.push(fault("counter-length", `${counterBytes} bytes after ${this.#bytes}`));
      }
      this.#bytes = counterBytes;
    }
    if (turnover !== null) {
      this.#compare(turnover, faults);
    }
  }

  #compare(turnover, faults) {
    if (this.#sum === null || turnover === this.#sum || turnover === this.#claimed) {
      this.#sum = turnover;
      this.#claimed = null;
      return;
    }
    this.#claimed = turnover;
    const detail = `opens to ${turnover} cents, the running sum is ${this.#sum}`;
    faults.push(fault("counter", detail));
  }
}

const RUNS_MAX = 200000;
const SERIES_CHARACTERS_MAX = 64;
const NO_TAIL = -1;

/**
 * A set of receipt numbers (any text) that keeps consecutive ones as runs.
 *
 * `isFull` says that the numbers were too irregular for the bounded memory: from then on new
 * numbers outside known runs are not remembered, and their repetition would not be seen.
 */
class NumberRuns {
  #runsMax;
  #runs = 0;
  #bySeries = new Map();
  isFull = false;

  constructor(runsMax) {
    this.#runsMax = runsMax;
  }

  /** Remembers a number; tells whether it is new. */
  add(number) {
    const [series, tail] = splitNumber(number);
    let runs = this.#bySeries.get(series);
    if (runs === undefined) {
      runs = { firsts: [], lasts: [] };
      if (this.#hasRoom()) {
        this.#bySeries.set(series, runs);
      }
    }
    const at = countUpTo(runs.firsts, tail) - 1;
    if (at >= 0 && tail <= runs.lasts[at]) {
      return false;
    }
    this.#insert(runs, at, tail);
    return true;
  }

  /** Grows the run at `at` or the one behind it, joins both, or begins a run between them. */
  #insert({ firsts, lasts }, at, tail) {
    const follows = at >= 0 && plus(lasts[at], 1) === tail;
    const precedes = at + 1 < firsts.length && plus(tail, 1) === firsts[at + 1];
    if (follows && precedes) {
      lasts.splice(at, 1);
      firsts.splice(at + 1, 1);
      this.#runs -= 1;
    } else if (follows) {
      lasts[at] = tail;
    } else if (precedes) {
      firsts[at + 1] = tail;
    } else if (this.#hasRoom()) {
      firsts.splice(at + 1, 0, tail);
      lasts.splice(at + 1, 0, tail);
      this.#runs += 1;
    }
  }

  #hasRoom() {
    this.isFull ||= this.#runs >= this.#runsMax;
    return !this.isFull;
  }
}

/** Series and decimal end of a number; the end has no leading zeros and at most 18 digits. */
function splitNumber(number) {
  const digits = /[0-9]*$/.exec(number)[0].slice(-18);
  const tail = digits.replace(/^0+(?=[0-9])/, "");
  const series = number.slice(0, number.length - tail.length);
  const isLong = series.length > SERIES_CHARACTERS_MAX;
  const name = isLong ? `sha256:${sha256Hex(utf8(series))}` : series;
  return [name, tail === "" ? NO_TAIL : wholeOf(tail)];
}

/** How many of ascending values are not above one. */
function countUpTo(values, value) {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value < values[middle]) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

// After an outage a signed zero receipt must be the first or second receipt that is signed again;
// until it is there, nothing may fail anew.
const ALLOWED = {
  whole: { "signed zero": "whole", signed: "whole", failed: "failing" },
  failing: { "signed zero": "whole", signed: "owing", failed: "failing" },
  owing: { "signed zero": "whole" },
};
// After a violation the missing Sammelbeleg is told once, not again at every receipt that follows.
const AFTER_VIOLATION = { signed: "whole", failed: "failing" };

/** Where the chain stands after a receipt; `isViolation`: it was not allowed to stand there. */
function advanceOrder(order, { isSigned, isZero, kind }) {
  const isEnd = isZero && kind === "standard";
  const mark = !isSigned ? "failed" : isEnd ? "signed zero" : "signed";
  const allowed = ALLOWED[order][mark];
  return allowed === undefined
    ? { order: AFTER_VIOLATION[mark], isViolation: true }
    : { order: allowed, isViolation: false };
}
