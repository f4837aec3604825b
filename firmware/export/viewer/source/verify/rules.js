// What can be wrong with a DEP: the rules by name, and the form of a finding.
// The names are those of `kassa verify`; what each means is written in firmware/rksv/rules.py.

const NOTICES = new Set([
  "certificate-purpose",
  "counter-length",
  "time-gap",
  "zero-unsigned",
  "month-end",
  "year-end",
]);

/** A rule that does not hold, before anyone knows at which receipt. */
function fault(rule, detail, { isExcused = false } = {}) {
  const severity = isExcused || NOTICES.has(rule) ? "notice" : "error";
  return { rule, severity, detail };
}

/** A rule that does not hold at one receipt; `index` counts entries from 0 over all files. */
function findingOf(index, number, { rule, severity, detail }) {
  return { index, number: cut(number, SHOWN_CHARACTERS), rule, severity, detail };
}
