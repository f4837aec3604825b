/* An export's folder and a single code, held against what is shown. */

const Folder = (() => {
  const LIST = "MANIFEST.json";
  const SEAL = "MANIFEST.jws";
  const ARCHIVE = /(^|\/)archiv__[^/]*\.json$/;

  /** The list, its seal and every file it names: a report with `isSameEnd`. */
  async function examine(files, data) {
    const seal = files.get(SEAL);
    const report = await Verify.manifest(
      await files.get(LIST).arrayBuffer(),
      seal ? (await seal.text()).trim() : null,
      (name) => files.get(name) || null,
      data.certificates,
      { names: [...files.keys()] },
    );
    const isSameEnd = report.manifest !== null && (await isEnd(report.manifest.head, data));
    return { ...report, isSameEnd, archive: await confirmed(files, data) };
  }

  /** What an archive confirmed of these rows, if the folder says; null: it does not. */
  async function confirmed(files, { journal }) {
    const name = [...files.keys()].find((one) => ARCHIVE.test(one));
    if (name === undefined) return null;
    const bytes = new Uint8Array(await files.get(name).arrayBuffer());
    return { ...(await Verify.archive(bytes, rowHashes(journal))), file: name };
  }

  /** The hashes of all rows, where they begin with the first; else none. */
  function* rowHashes(journal) {
    if (journal === null || journal.length === 0 || journal.seqs.at(0) !== 1) return;
    for (let index = 0; index < journal.length; index += 1) yield journal.hash(index);
  }

  /** What a list says, as far as it can be read; whether it is good is for `examine`. */
  async function listOf(files) {
    try {
      return JSON.parse(await files.get(LIST).text());
    } catch {
      throw new Files.FileError(
        `Das Verzeichnis ${LIST} ist beschädigt: Es lässt sich nicht lesen.`,
      );
    }
  }

  /** Whether a head is the last receipt and the last row that are shown. */
  async function isEnd(head, { receipts, journal }) {
    if (receipts.length === 0 || journal === null) return false;
    const digest = await Hashes.ofText(receipts.jws(receipts.length - 1));
    return (
      head.last_jws_sha256 === digest && head.journal_hash === journal.hash(journal.length - 1)
    );
  }

  const REGISTER = 2;
  const NUMBER = 3;

  /** Whether a code from paper is one of the receipts; told in words. */
  async function code(text, data) {
    const typed = text.replace(/\s+/g, "");
    const { jws, receipt, findings } = await Verify.code(typed, {
      certificates: data.certificates,
    });
    if (jws === null || receipt === null) {
      const said =
        "Das ist kein Code eines Belegs: Er beginnt mit _R1- und hat dreizehn Teile, jeder nach " +
        "einem Unterstrich.";
      return { isGood: false, said };
    }
    const { receipts, registerId } = data;
    const fields = Codes.qr(jws).split("_");
    if (fields[REGISTER] !== registerId) {
      const said = `Das ist ein Beleg der Kasse „${fields[REGISTER]}“, nicht von „${registerId}“.`;
      return { isGood: false, said };
    }
    const index = receipts.numbers.indexOf(fields[NUMBER]);
    if (index < 0) return absent(fields[NUMBER], findings);
    const name = `Beleg ${receipts.shown(index)}`;
    if (receipts.jws(index) === jws) {
      const amount = Form.euro(receipts.totals.at(index));
      const said =
        `Das ist ${name} vom ${Form.moment(receipts.time(index))} über ${amount}, genau wie ` +
        "er hier steht.";
      return { isGood: true, said };
    }
    const said = `${name} gibt es hier, aber mit anderem Inhalt: Der Bon wurde verändert.`;
    return { isGood: false, said };
  }

  /** A receipt that is not here: its signature may still be good. */
  function absent(number, findings) {
    const isSigned = !findings.some((finding) => finding.severity === "error");
    const said = isSigned
      ? `Die Unterschrift von Beleg ${number} gilt, aber in diesen Daten gibt es ihn nicht.`
      : `Beleg ${number} gibt es in diesen Daten nicht, und seine Unterschrift gilt nicht.`;
    return { isGood: false, said };
  }

  return Object.freeze({ examine, listOf, rowHashes, code });
})();
