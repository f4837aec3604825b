// Whole DEPs: files in, a report out, with what `kassa verify` would say of them.

const FINDINGS_MAX = 1000;
const KEY_BYTES = 32;
const KEY_CHECK_BYTES = 3;

/** What an examination cannot begin with: no DEP is judged. `what` names it. */
class VerifyError extends Error {
  constructor(what, text) {
    super(text);
    this.name = "VerifyError";
    this.what = what;
  }
}

/** The 32 bytes of an AES key as it is typed or scanned; throws VerifyError "aes-key". */
function aesKeyOf(base64) {
  const text = base64.replace(/\s/g, "");
  let key;
  try {
    key = decodeBase64(text, "aes_key");
  } catch (error) {
    throw new VerifyError("aes-key", error.message);
  }
  if (key.length !== KEY_BYTES) {
    throw new VerifyError("aes-key", `aes_key: ${key.length} bytes instead of ${KEY_BYTES}`);
  }
  return key;
}

/** The four characters with which FinanzOnline checks a key typed by hand. */
function keyCheckValue(base64) {
  const text = encodeBase64(aesKeyOf(base64));
  return encodeBase64(sha256(utf8(text)).subarray(0, KEY_CHECK_BYTES));
}

/** Bytes of a text, a buffer, bytes or a file that was chosen. */
async function bytesOf(content) {
  if (typeof content === "string") {
    return utf8(content);
  }
  if (content instanceof Blob) {
    return new Uint8Array(await content.arrayBuffer());
  }
  return content instanceof Uint8Array ? content : new Uint8Array(content);
}

/** Milliseconds of a Date, a text with offset or a number; null stays null. */
function millisecondsOf(moment) {
  return moment === null || moment === undefined ? null : new Date(moment).getTime();
}

/** The options as the examination wants them, with what was not said as `kassa verify` has it. */
function optionsOf(told) {
  if (globalThis.crypto?.subtle === undefined) {
    const text = "this browser judges no signatures: crypto.subtle is missing";
    throw new VerifyError("no-crypto", text);
  }
  const { aesKeyBase64 = null, devices = null } = told;
  return {
    aesKey: aesKeyBase64 === null || aesKeyBase64 === "" ? null : aesKeyOf(aesKeyBase64),
    store: devices === null ? null : { devices: new Map(devices) },
    isStrict: told.isStrict ?? false,
    isPartial: told.isPartial ?? false,
    now: millisecondsOf(told.now),
    outages: (told.reportedOutages ?? []).map((outage) => ({
      component: outage.component,
      certificateSerial: outage.certificateSerial,
      beganAt: millisecondsOf(outage.beganAt),
      endedAt: millisecondsOf(outage.endedAt),
    })),
    runsMax: told.runsMax ?? RUNS_MAX,
    workers: told.workers ?? null,
    onProgress: told.onProgress ?? null,
    onReceipt: told.onReceipt ?? null,
  };
}

/** The sequence, what was found, and how far it is. */
class Examination {
  #options;
  #sequence;
  #certificates;
  #bench;
  #kept = { error: [], notice: [] };
  #counted = { error: 0, notice: 0 };
  #sizeBytes;
  #earlierBytes = 0;
  #isComplete = true;

  constructor(options, bench, sizeBytes) {
    this.#options = options;
    this.#bench = bench;
    this.#sizeBytes = sizeBytes;
    this.#sequence = new Sequence(options);
    this.#certificates = new GroupExaminer(options.store);
  }

  get isComplete() {
    return this.#isComplete;
  }

  beginRegister() {
    this.#sequence.beginRegister();
  }

  /** Takes a further file of the register; what is wrong with it is a finding. */
  async takeFile({ name, bytes }) {
    this.#sequence.beginPart();
    const underway = [];
    let broken = null;
    try {
      for await (const cut of new Batches(this.#certificates).of(new DepReader(bytes))) {
        underway.push({ cut, answer: this.#bench.examine(cut.batch) });
        if (underway.length > this.#bench.width) {
          await this.#settle(underway.shift());
        }
      }
    } catch (error) {
      if (!(error instanceof DepFormatError)) {
        throw error;
      }
      broken = error;
    }
    for (const one of underway) {
      await this.#settle(one);
    }
    this.#earlierBytes += bytes.length;
    if (broken !== null) {
      this.#isComplete = false;
      this.#add([this.#containerFinding(broken.rule, `${name}: ${broken.message}`)]);
    }
  }

  report() {
    const { receipts, registerId, firstNumber, lastNumber } = this.#sequence;
    if (this.#isComplete && receipts === 0) {
      this.#add([this.#containerFinding("group-form", "there is not one receipt")]);
    }
    const { error, notice } = this.#counted;
    return {
      receipts,
      registerId,
      firstNumber,
      lastNumber,
      findings: [...this.#kept.error, ...this.#kept.notice].sort((a, b) => a.index - b.index),
      errors: error,
      notices: notice,
      isComplete: this.#isComplete,
      isValid: error === 0,
      hasKey: this.#options.aesKey !== null,
      workers: this.#bench.workers,
      remark: this.#bench.remark,
    };
  }

  async #settle({ cut: { batch, starts, offset }, answer }) {
    const entries = await answer;
    const texts = batch.flatMap((segment) => segment.entries);
    const waiting = [...starts];
    entries.forEach((entry, at) => {
      this.#beginGroups(waiting, at);
      this.#follow(entry, texts[at]);
    });
    this.#beginGroups(waiting, entries.length);
    this.#options.onProgress?.({
      receipts: this.#sequence.receipts,
      readBytes: this.#earlierBytes + offset,
      sizeBytes: this.#sizeBytes,
    });
  }

  #beginGroups(waiting, at) {
    while (waiting.length > 0 && waiting[0].at === at) {
      const { hasCertificate, faults } = waiting.shift();
      this.#add(this.#sequence.beginGroup(hasCertificate, faults));
    }
  }

  #follow(entry, jws) {
    const index = this.#sequence.receipts;
    const findings = this.#sequence.follow(entry);
    this.#add(findings);
    this.#options.onReceipt?.({ ...entry, index, jws, findings });
  }

  #add(findings) {
    for (const finding of findings) {
      this.#counted[finding.severity] += 1;
      if (this.#counted[finding.severity] <= FINDINGS_MAX) {
        this.#kept[finding.severity].push(finding);
      }
    }
  }

  #containerFinding(rule, detail) {
    return findingOf(this.#sequence.receipts, "", { rule, severity: "error", detail });
  }
}

/** Examines the registers of a cluster, `[[{name, content}]]`: each its files in order. */
async function verifyCluster(registers, told = {}) {
  const options = optionsOf(told);
  const read = await Promise.all(
    registers.map((files) =>
      Promise.all(
        files.map(async ({ name, content }) => ({ name, bytes: await bytesOf(content) })),
      ),
    ),
  );
  const sizeBytes = read.flat().reduce((sum, { bytes }) => sum + bytes.length, 0);
  const cores = Math.min(navigator.hardwareConcurrency || 1, WORKERS_MAX);
  const workers = options.workers ?? (sizeBytes < SMALL_BYTES ? 0 : cores);
  const bench = await Bench.open(options.aesKey, workers);
  try {
    const examination = new Examination(options, bench, sizeBytes);
    for (const [position, files] of read.entries()) {
      if (position > 0) {
        examination.beginRegister();
      }
      for (const file of files) {
        if (examination.isComplete) {
          await examination.takeFile(file);
        }
      }
    }
    return examination.report();
  } finally {
    bench.close();
  }
}
