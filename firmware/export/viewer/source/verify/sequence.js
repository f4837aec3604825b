// The examination of a DEP in sequence: chain, counter, times, numbers, outages (RKSV § 7, § 8,
// § 17 Abs 4, Anlage Z 4 and 9). It goes on after a fault and tells each fault once: whatever
// follows from it is followed as the DEP has it. State runs on over groups and files.

const COMPONENTS = new Map([
  ["register", "the register"],
  ["signature device", "the signature device"],
]);

function firstLinkOf(registerId) {
  return linkOf(utf8(registerId));
}

/** An outage as FinanzOnline knows it, in the time of the receipts. */
class OutageWindow {
  #component;
  #serial;
  #from;
  #until;

  constructor({ component, certificateSerial, beganAt, endedAt }) {
    this.#component = component;
    this.#serial = certificateSerial === null ? null : hexNumber(certificateSerial);
    this.#from = localText(beganAt);
    this.#until = endedAt === null ? null : localText(endedAt);
    this.name = COMPONENTS.get(component);
  }

  contradicts({ time, isSigned, serial }) {
    if (time < this.#from || (this.#until !== null && time >= this.#until)) {
      return false;
    }
    const isIts = this.#serial === null || serialMatches(serial, this.#serial);
    return this.#component === "register" || (isSigned && isIts);
  }
}

/** Takes the entries of one register's DEP in order, over any number of groups and files. */
class Sequence {
  #options;
  #outages;
  #numbers;
  #isFullTold = false;
  #groupsInPart = 0;
  #isFirstCertificateMissing = false;
  #clusterLink = null;
  #startLink = null;
  #isClosedSystem;
  #expectedLink;
  #isBegun;
  #order;
  #counter;
  #times;
  #closings;
  receipts = 0;
  registerId = null;
  firstNumber = null;
  lastNumber = null;

  /** `options`: isStrict, isPartial, now, outages, runsMax. */
  constructor(options) {
    this.#options = options;
    this.#outages = options.outages.map((outage) => new OutageWindow(outage));
    this.#numbers = new NumberRuns(options.runsMax);
    this.#beginSequence();
  }

  #beginSequence() {
    const { isStrict, isPartial, now } = this.#options;
    this.registerId = null;
    this.#isClosedSystem = null;
    this.#expectedLink = null;
    this.#isBegun = false;
    this.#order = "whole";
    this.#counter = new CounterCheck(isPartial ? null : 0);
    this.#times = new TimeCheck({ isStrict, now });
    this.#closings = new ClosingCheck();
  }

  /** Goes on with a further file of the same register. */
  beginPart() {
    this.#groupsInPart = 0;
  }

  /** Goes on with the next register of a closed system's cluster (§ 20 RKSV). */
  beginRegister() {
    this.#clusterLink = this.#startLink ?? "";
    this.#beginSequence();
    this.beginPart();
  }

  /** Goes on with a further group; `faults` are those of its certificates. */
  beginGroup(hasCertificate, faults) {
    this.#groupsInPart += 1;
    const position = this.#groupsInPart;
    if (position === 1) {
      this.#isFirstCertificateMissing = !hasCertificate;
    }
    const bare = position > 1 && !hasCertificate ? [position] : [];
    if (position === 2 && this.#isFirstCertificateMissing) {
      bare.unshift(1);
    }
    const missing = bare.map((group) =>
      fault("group-certificate", `group ${group} of several has none`),
    );
    return [...faults, ...missing].map((one) => findingOf(this.receipts, "", one));
  }

  /** Takes the next entry and returns what is found. */
  follow(entry) {
    const index = this.receipts;
    this.receipts += 1;
    this.lastNumber = entry.number;
    this.firstNumber ??= entry.number;
    const faults = entry.faults;
    if (entry.isReadable) {
      entry.total = entry.amounts.reduce(plus);
      entry.isZero = entry.amounts.every((cents) => cents === 0);
      this.#examine(entry, faults);
    } else {
      // What the entry did to counter and outage is not held against those that follow.
      this.#counter.forget();
      this.#order = "whole";
    }
    this.#expectedLink = entry.link;
    this.#isBegun = true;
    return faults.map((one) => findingOf(index, entry.number, one));
  }

  #examine(entry, faults) {
    if (this.#isBegun) {
      this.#examineIdentity(entry, faults);
      this.#examineLink(entry, faults);
      this.#examineOutage(entry, faults);
      this.#counter.take(entry, faults);
    } else {
      this.#examineFirst(entry, faults);
    }
    this.#times.check(entry.time, faults);
    this.#examineNumber(entry.number, faults);
    const closing = this.#closings.check(entry);
    if (closing !== null) {
      faults.push(closing);
    }
    for (const outage of this.#outages) {
      if (outage.contradicts(entry)) {
        const detail = `${outage.name} was reported as failed at ${entry.time}`;
        faults.push(fault("reported-outage", detail));
      }
    }
  }

  #examineFirst(entry, faults) {
    this.registerId = entry.registerId;
    this.#isClosedSystem = entry.isClosedSystem;
    this.#startLink = entry.link;
    const isLinkedToId = entry.previousLink === firstLinkOf(entry.registerId);
    if (this.#options.isPartial && !isLinkedToId) {
      this.#counter.take(entry, faults);
      return;
    }
    if (this.#clusterLink === null) {
      if (!isLinkedToId) {
        const detail = `${entry.previousLink} does not hash ${shown(entry.registerId)}`;
        faults.push(fault("start-link", detail));
      }
    } else if (!entry.isClosedSystem) {
      faults.push(fault("cluster-open", "only closed systems form clusters"));
    } else if (entry.previousLink !== this.#clusterLink) {
      const detail = `${entry.previousLink} does not hash the start receipt before`;
      faults.push(fault("cluster-link", detail));
    }
    this.#examineStart(entry, faults);
  }

  #examineStart(entry, faults) {
    if (!entry.isSigned) {
      faults.push(fault("start-signed", "the start receipt is in failure form"));
    }
    if (entry.kind !== "standard") {
      faults.push(fault("start-kind", `is marked as ${entry.kind}`));
    }
    if (!entry.isZero) {
      faults.push(fault("start-zero", `amounts sum to ${entry.total} cents`));
      this.#counter.take(entry, faults);
    } else if (entry.turnover !== null && entry.turnover !== 0) {
      faults.push(fault("start-counter", `the counter opens to ${entry.turnover} cents`));
      this.#counter.forget();
    }
  }

  #examineIdentity(entry, faults) {
    if (this.registerId === null) {
      // What came before could not be read.
      this.registerId = entry.registerId;
      this.#isClosedSystem = entry.isClosedSystem;
    }
    if (entry.registerId !== this.registerId) {
      const detail = `${shown(entry.registerId)} instead of ${shown(this.registerId)}`;
      faults.push(fault("register-id", detail));
    }
    if (entry.isClosedSystem !== this.#isClosedSystem) {
      const detail = entry.isClosedSystem ? "closed after open" : "open after closed";
      faults.push(fault("system-kind", detail));
    }
  }

  #examineLink(entry, faults) {
    if (entry.previousLink === this.#expectedLink) {
      return;
    }
    if (entry.previousLink === firstLinkOf(entry.registerId)) {
      const detail = "linked to the Kassen-ID like a start receipt";
      faults.push(fault("start-once", detail));
      this.#counter.forget();
      return;
    }
    faults.push(fault("link", `${entry.previousLink} instead of ${this.#expectedLink}`));
  }

  #examineOutage(entry, faults) {
    const { order, isViolation } = advanceOrder(this.#order, entry);
    this.#order = order;
    if (isViolation) {
      const detail = "a signed zero receipt is owed since the outage before";
      faults.push(fault("sammelbeleg", detail));
    }
    if (entry.isZero && !entry.isSigned && entry.kind === "standard") {
      const detail = "does not count as Sammelbeleg or Jahresbeleg";
      faults.push(fault("zero-unsigned", detail));
    }
  }

  #examineNumber(number, faults) {
    if (!this.#numbers.add(number)) {
      const detail = "was used before; the key stream of the counter repeats";
      faults.push(fault("number-unique", detail));
    }
    if (this.#numbers.isFull && !this.#isFullTold) {
      this.#isFullTold = true;
      const detail = "numbers too irregular: from here on repetitions are not all seen";
      faults.push(fault("number-unique", detail));
    }
  }
}
