// Austrian local time (field 4, Anlage Z 4): the two nights on which the clocks are turned.
// Since 1996 on the last Sundays of March and October at 01:00 UTC; receipts begin in 2015.

const FIRST_YEAR_OF_RULE = 1996;
const HOUR_MS = 3600 * 1000;

/** Milliseconds of a local text as if it were UTC. */
function clockOf(text) {
  const clock = new Date(0);
  const [year, month, day, hour, minute, second] = text.split(/[-T:]/).map(Number);
  clock.setUTCFullYear(year, month - 1, day);
  return clock.setUTCHours(hour, minute, second);
}

/** 01:00 UTC on the last Sunday of a month (from 0) in milliseconds. */
function turnOf(year, month) {
  const last = new Date(0);
  last.setUTCFullYear(year, month + 1, 0);
  return last.setUTCDate(last.getUTCDate() - last.getUTCDay()) + HOUR_MS;
}

/** How far Austrian clocks are ahead of UTC at a moment, both in milliseconds. */
function viennaOffset(utc) {
  const year = new Date(utc).getUTCFullYear();
  const isSummer =
    year >= FIRST_YEAR_OF_RULE && turnOf(year, 2) <= utc && utc < turnOf(year, 9);
  return isSummer ? 2 * HOUR_MS : HOUR_MS;
}

/** A moment as field 4 writes it; in the doubled hour of October the text repeats. */
function localText(utc) {
  const whole = Math.floor(utc / 1000) * 1000;
  return new Date(whole + viennaOffset(whole)).toISOString().slice(0, 19);
}

/** The moment of a local text; of the two that one of October may mean, the earlier. */
function momentOf(text) {
  const clock = clockOf(text);
  const summer = clock - 2 * HOUR_MS;
  return viennaOffset(summer) === 2 * HOUR_MS ? summer : clock - HOUR_MS;
}

/** Whether clocks showed the text twice. */
function isWrittenTwice(text) {
  const clock = clockOf(text);
  const isSummer = viennaOffset(clock - 2 * HOUR_MS) === 2 * HOUR_MS;
  return isSummer && viennaOffset(clock - HOUR_MS) === HOUR_MS;
}

/** Whether clocks left the text out. */
function isLeftOut(text) {
  const clock = clockOf(text);
  const isWinter = viennaOffset(clock - HOUR_MS) === HOUR_MS;
  return !isWinter && viennaOffset(clock - 2 * HOUR_MS) === HOUR_MS;
}
