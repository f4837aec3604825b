/* The DEP under examination: it may begin before everything else has been read. */

class Proof {
  /** A till whose clock is a day ahead is no forger, and this device's may be behind. */
  static #AHEAD_MS = 86_400_000;

  /** `files` are what to examine, `told` options of the examination, `madeAt` of the export. */
  constructor(files, told, madeAt = 0) {
    this.share = 0;
    this.onShare = () => undefined;
    this.report = Verify.depFiles(files, {
      ...told,
      now: Math.max(Date.now(), madeAt) + Proof.#AHEAD_MS,
      onProgress: ({ readBytes, sizeBytes }) => {
        this.share = readBytes / Math.max(1, sizeBytes);
        this.onShare();
      },
    });
    // Whoever waits for it hears of a fault; until then it is no unheard one.
    this.report.catch(() => undefined);
  }
}
