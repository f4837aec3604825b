/* Master data with their history: one entry for each change of one thing. */

const History = (() => {
  /** What became of the thing. */
  const actionOf = ({ old, new: now }) =>
    now === null ? "removed" : old === null ? "added" : "changed";

  /** What changed, field by field; of a thing that comes or goes what it was or is. */
  function fieldsOf({ old, new: now }) {
    const keys = Object.keys(now || old || {});
    return keys
      .map((key) => ({ key, old: old ? old[key] : undefined, now: now ? now[key] : undefined }))
      .filter((field) => !isEmpty(field.old) || !isEmpty(field.now));
  }

  const isEmpty = (value) =>
    value === undefined || value === null || value === "" || value === false;

  function textOf(field) {
    const name = Words.fieldName(field.key);
    const [old, now] = [field.old, field.now].map((value) =>
      value === undefined ? "" : Words.said(field.key, value),
    );
    if (field.old === undefined) return `${name}: ${now}`;
    if (field.now === undefined) return `${name}: ${old}`;
    return `${name}: ${old} → ${now}`;
  }

  /** All changes of a journal, oldest first. */
  function of(journal) {
    return journal.of.STAMM.map((index) => {
      const content = journal.content(index);
      const { type = "", key = "", source = "", valid_from = null, chief = null } = content;
      const action = actionOf({ old: null, new: null, ...content });
      const fields = fieldsOf(content);
      const thing = Sayings.named(type, key);
      const name = (content.new || content.old || {}).name || "";
      return {
        index,
        seq: journal.seqs.at(index),
        at: journal.times.at(index),
        time: journal.time(index),
        clerk: journal.clerks.at(index),
        type,
        key,
        action,
        source,
        valid_from,
        chief,
        thing,
        name,
        fields,
        text: fields.map(textOf).join(" · "),
      };
    });
  }

  const escaped = (text) =>
    String(text)
      // What XML has no place for at all.
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd")
      .replace(/&/g, "&amp;")
      .replace(/</g, "&lt;")
      .replace(/>/g, "&gt;")
      .replace(/"/g, "&quot;");

  /** Changes as XML, for whoever wants to read them by machine. */
  function xml(changes, registerId) {
    const rows = changes.map((one) => {
      const attributes = {
        zeile: one.seq,
        zeit: one.time,
        bediener: one.clerk < 0 ? "" : one.clerk,
        typ: one.type,
        nummer: one.key,
        aktion: Words.ACTIONS[one.action],
        weg: one.source,
        "gueltig-ab": one.valid_from || "",
      };
      const head = Object.entries(attributes)
        .map(([name, value]) => `${name}="${escaped(value)}"`)
        .join(" ");
      const fields = one.fields.map(
        (field) =>
          `    <feld name="${escaped(field.key)}" ` +
          `alt="${escaped(JSON.stringify(field.old ?? null))}" ` +
          `neu="${escaped(JSON.stringify(field.now ?? null))}"/>\n`,
      );
      return `  <aenderung ${head}>\n${fields.join("")}  </aenderung>\n`;
    });
    return (
      `<?xml version="1.0" encoding="UTF-8"?>\n<stammdaten-verlauf ` +
      `kasse="${escaped(registerId)}">\n${rows.join("")}</stammdaten-verlauf>\n`
    );
  }

  return Object.freeze({ of, xml });
})();
