/* What is looked at: the export in this page, or a DEP that somebody brought. */

const Data = (() => {
  const FORMAT = 1;
  const LINK_BYTES = 8;
  const UNKNOWN_DAY = "0000-00-00";

  const spanWords = (first, last) => Form.span(first, last).replace(/^vom /, "");

  /** The export of the till that wrote this page; `tell` gets whose it is as soon as it can. */
  async function own(tell) {
    const meta = JSON.parse(await Stream.text("meta"));
    if (meta.format !== FORMAT) {
      throw new Stream.StreamError(
        `Dieser Export ist von einem anderen Programm (Form ${meta.format}).`,
      );
    }
    const head = {
      title: meta.firm[0] || meta.register_id,
      more: `Kasse ${meta.register_id} · ${spanWords(meta.first_day, meta.last_day)}`,
    };
    tell(head);
    const receipts = new Receipts();
    const journal = new Journal();
    const days = new Figures.Days();
    const take = (index, content) => days.add(receipts, index, content);
    await Stream.lines("receipts", (text) => receipts.addOwn(text, take));
    const isPartial = meta.receipts[0] > 1;
    const prove = (told = {}) => {
      const files = [{ name: "DEP", content: receipts.dep(meta.certificates) }];
      return new Proof(files, { ...told, isPartial }, Date.parse(meta.made_at_utc));
    };
    // The signatures are examined beside, while the journal is still read.
    let begun = receipts.length > 0 ? prove() : null;
    await Stream.lines("journal", (text) => journal.add(text));
    for (const [[first, last], rows] of [
      [meta.receipts, receipts],
      [meta.journal, journal],
    ]) {
      if (rows.length !== (first === 0 ? 0 : last - first + 1)) {
        throw new Stream.StreamError(
          "Diesem Export fehlen Daten, die er enthalten soll: Er wurde danach verändert.",
        );
      }
    }
    return {
      meta,
      head,
      receipts,
      firm: meta.firm,
      registerId: meta.register_id,
      isForeign: false,
      days: days.all,
      journal: journal.length > 0 ? journal : null,
      closings: Figures.closings(journal, receipts),
      isPartial,
      proof: (told) => {
        const proof = told === undefined && begun !== null ? begun : prove(told);
        begun = null;
        return proof;
      },
      certificates: meta.certificates.map((one) => one.der),
      clerkName: (number) => journal.clerk(number),
    };
  }

  /** The DEP of any till, one or consecutive files; only what was signed is known of it. */
  async function foreign(deps) {
    const receipts = Receipts.ofDep(deps.flatMap((dep) => dep.entries));
    const registerId = receipts.registerId || "unbekannt";
    const sums = new Figures.Days();
    for (let index = 0; index < receipts.length; index += 1) sums.add(receipts, index, null);
    const days = sums.all;
    const name = deps.length === 1 ? `„${deps[0].name}“` : `${deps.length} Dateien`;
    const known = days.filter((day) => day.key !== UNKNOWN_DAY);
    const span = known.length > 0 ? spanWords(known[0].key, known[known.length - 1].key) : "";
    const isPartial = !(await beginsAtStart(receipts));
    const files = deps.map((dep) => ({ name: dep.name, content: dep.text }));
    return {
      meta: null,
      head: { title: `Kasse ${registerId}`, more: [name, span].filter(Boolean).join(" · ") },
      receipts,
      days,
      name,
      firm: [],
      registerId,
      isForeign: true,
      journal: null,
      closings: [],
      isPartial,
      proof: (told = {}) => new Proof(files, { ...told, isPartial }),
      certificates: deps.flatMap((dep) => dep.certificates),
      clerkName: String,
    };
  }

  /** Whether the first receipt is linked to the Kassen-ID, as only a Startbeleg is. */
  async function beginsAtStart(receipts) {
    const said = receipts.payload(0);
    // The examination tells why it cannot be read.
    if (said === null) return true;
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(said.fields[1]));
    const link = new Uint8Array(digest).slice(0, LINK_BYTES);
    return btoa(String.fromCharCode(...link)) === said.fields[11];
  }

  return Object.freeze({ own, foreign });
})();
