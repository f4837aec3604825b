// Where entries are examined: in workers made of this very text, one per core, or openly here
// where the browser has none. Findings are the same, in the same order, either way.

const BATCH_ENTRIES = 512;
const BATCH_CHARACTERS = 512 * 1024;
// What a group costs in a batch besides its entries, counted in entries.
const GROUP_COST_ENTRIES = 4;
// Below this size the start of workers costs more than they save.
const SMALL_BYTES = 1024 * 1024;
const WORKERS_MAX = 8;
const BATCHES_PER_WORKER = 3;
const WORKER_START_MS = 5000;

/** The text of which a worker is made. */
function workerText() {
  return `(${verifyCore})().work(self);`;
}

/** In a worker: examines what arrives until it is closed. */
function work(scope) {
  let examiner = null;
  scope.onmessage = async ({ data }) => {
    if (data.aesKey !== undefined) {
      examiner = new EntryExaminer(data.aesKey);
      scope.postMessage({ isReady: true });
      return;
    }
    try {
      scope.postMessage({ id: data.id, entries: await examiner.examineAll(data.batch) });
    } catch (error) {
      scope.postMessage({ id: data.id, failure: String(error) });
    }
  };
}

/** One worker and the batches it has not answered yet. */
class Hand {
  #worker;
  #waiting = new Map();

  /** Starts a worker; rejects where the browser does not let it run. */
  static async start(address, aesKey) {
    const hand = new Hand();
    const worker = new Worker(address);
    hand.#worker = worker;
    try {
      await new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error("does not start")), WORKER_START_MS);
        const settle = (settled, value) => {
          clearTimeout(timer);
          settled(value);
        };
        worker.onmessage = () => settle(resolve);
        worker.onerror = (event) => settle(reject, new Error(event.message ?? "is refused"));
        worker.postMessage({ aesKey });
      });
    } catch (error) {
      worker.terminate();
      throw error;
    }
    worker.onmessage = ({ data }) => hand.#answer(data);
    worker.onerror = (event) => hand.#fail(event.message ?? "died");
    worker.onmessageerror = () => hand.#fail("said what cannot be read");
    return hand;
  }

  get load() {
    return this.#waiting.size;
  }

  examine(id, batch) {
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ id, batch });
    });
  }

  close() {
    this.#worker.terminate();
  }

  #answer({ id, entries, failure }) {
    const { resolve, reject } = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (failure === undefined) {
      resolve(entries);
    } else {
      reject(new Error(failure));
    }
  }

  #fail(reason) {
    for (const { reject } of this.#waiting.values()) {
      reject(new Error(reason));
    }
    this.#waiting.clear();
  }
}

/** Hands batches out; `remark` says why they are examined here and not by workers, or is null. */
class Bench {
  #hands = [];
  #here;
  #batches = 0;
  remark = null;

  static async open(aesKey, workers) {
    const bench = new Bench();
    bench.#here = new EntryExaminer(aesKey);
    const address = URL.createObjectURL(new Blob([workerText()], { type: "text/javascript" }));
    try {
      const starts = Array.from({ length: workers }, () => Hand.start(address, aesKey));
      const started = await Promise.allSettled(starts);
      bench.#hands = started.flatMap(({ value }) => value ?? []);
      const refused = started.find(({ status }) => status === "rejected");
      bench.remark = refused === undefined ? null : `worker: ${refused.reason.message}`;
    } finally {
      URL.revokeObjectURL(address);
    }
    return bench;
  }

  get workers() {
    return this.#hands.length;
  }

  /** How many batches may be under way. */
  get width() {
    return Math.max(1, this.#hands.length * BATCHES_PER_WORKER);
  }

  /** A promise of what is to be known of the entries of a batch, in order. */
  async examine(batch) {
    if (this.#hands.length === 0) {
      return this.#here.examineAll(batch);
    }
    const hand = this.#hands.reduce((best, one) => (one.load < best.load ? one : best));
    this.#batches += 1;
    try {
      return await hand.examine(this.#batches, batch);
    } catch (error) {
      // A worker that died leaves its batches to this thread: an examination is never cut short.
      this.remark ??= `worker: ${error.message}`;
      this.#hands = this.#hands.filter((one) => one !== hand);
      hand.close();
      return this.#here.examineAll(batch);
    }
  }

  close() {
    this.#hands.forEach((hand) => hand.close());
    this.#hands = [];
  }
}

/** Cuts what a reader yields into batches of a bounded size. */
class Batches {
  #examiner;
  #batch = [];
  #starts = [];
  #cost = 0;
  #characters = 0;

  constructor(examiner) {
    this.#examiner = examiner;
  }

  /**
   * Yields `{batch, starts, offset}`; `starts` are groups that begin before the entry at a place
   * of the batch. Throws what the reader throws, after all that was read before.
   */
  async *of(reader) {
    try {
      let keys = null;
      for (const item of reader.read()) {
        if (Array.isArray(item)) {
          this.#batch.at(-1).entries.push(...item);
          this.#cost += item.length;
          this.#characters += item.reduce((sum, entry) => sum + entry.length, 0);
        } else {
          keys = await this.#begin(item.group);
        }
        if (this.#cost >= BATCH_ENTRIES || this.#characters >= BATCH_CHARACTERS) {
          yield this.#cut(reader, keys);
        }
      }
    } catch (error) {
      if (error instanceof DepFormatError) {
        yield this.#cut(reader, null);
      }
      throw error;
    }
    yield this.#cut(reader, null);
  }

  async #begin(group) {
    const { keys, faults } = await this.#examiner.examine(group);
    const at = this.#batch.reduce((sum, { entries }) => sum + entries.length, 0);
    this.#starts.push({ at, hasCertificate: group.certificate !== null, faults });
    this.#batch.push({ keys, entries: [] });
    this.#cost += GROUP_COST_ENTRIES;
    return keys;
  }

  /** What was gathered; the next batch goes on with the same keys. */
  #cut(reader, keys) {
    const cut = { batch: this.#batch, starts: this.#starts, offset: reader.offset };
    this.#batch = keys === null ? [] : [{ keys, entries: [] }];
    this.#starts = [];
    this.#cost = 0;
    this.#characters = 0;
    return cut;
  }
}
