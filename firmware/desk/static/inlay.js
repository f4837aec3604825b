// The paper inlays of the group caps: long German names, set as large as their caps allow.

/** Smaller than this, a name is rather broken over two lines. */
const COMFORTABLE_PX = 11.5;
const SMALLEST_PX = 7.5;
const STEP_PX = 0.5;
const LINES_MAX = 2;

const SOFT_HYPHEN = "\u00ad";
/** German breaks before the last consonant of several; ch and sch sound as one. */
const BREAKS =
  /(?<=\p{L}{3})(?<!c)(?<!s(?=ch))(?=(?:sch|ch|[bcdfghjklmnpqrstvwxz])[aeiouyäöü]\p{L})/giu;

/** `name` with the places marked where it may be broken. */
export function hyphenated(name) {
  return name.replace(BREAKS, SOFT_HYPHEN);
}

/** Sets `element`'s text in the largest size that fits its width, in one line or two. */
export function fit(element) {
  element.classList.remove("is-broken");
  if (shrink(element, COMFORTABLE_PX)) {
    return;
  }
  element.classList.add("is-broken");
  shrink(element, SMALLEST_PX);
}

function shrink(element, smallestPx) {
  element.style.fontSize = "";
  let size = Number.parseFloat(getComputedStyle(element).fontSize);
  while (!isFitting(element) && size > smallestPx) {
    size -= STEP_PX;
    element.style.fontSize = `${size}px`;
  }
  return isFitting(element);
}

function isFitting(element) {
  const linePx = Number.parseFloat(getComputedStyle(element).lineHeight);
  return (
    element.scrollWidth <= element.clientWidth &&
    element.scrollHeight < (LINES_MAX + 0.5) * linePx
  );
}
