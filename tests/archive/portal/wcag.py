"""What WCAG 2.2 AA wants of a page, as far as its HTML and its computed style show it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise
from typing import Final

_VOID: Final = frozenset({"meta", "link", "input", "img", "br", "hr"})
_NAMED: Final = ("aria-label", "aria-labelledby", "title")


@dataclass(slots=True)
class Element:
    """An element with what is in it."""

    tag: str
    attributes: dict[str, str]
    parent: "Element | None"
    children: list["Element"] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All text below."""
        return " ".join([*self.texts, *(child.text for child in self.children)]).strip()

    def all(self) -> Iterator["Element"]:
        """Itself and everything below."""
        yield self
        for child in self.children:
            yield from child.all()

    def named(self, *tags: str) -> list["Element"]:
        """Everything below with one of these names."""
        return [one for one in self.all() if one.tag in tags]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("document", {}, None)
        self.at = self.root

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, self.at)
        self.at.children.append(element)
        if tag not in _VOID:
            self.at = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.at.children.append(Element(tag, {name: value or "" for name, value in attrs}, self.at))

    def handle_endtag(self, tag: str) -> None:
        assert tag == self.at.tag, f"<{self.at.tag}> is closed by </{tag}>"
        assert self.at.parent is not None
        self.at = self.at.parent

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.at.texts.append(data.strip())


def parsed(html: str) -> Element:
    """The elements of a page.

    Raises:
        AssertionError: they are not nested as they should be.
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert reader.at is reader.root, f"<{reader.at.tag}> is left open"
    return reader.root


def faults(html: str) -> list[str]:
    """What is against the rules that HTML alone can break."""
    page = parsed(html)
    ids = [one.attributes["id"] for one in page.all() if "id" in one.attributes]
    found = [f"two elements are called {one!r}" for one in {*ids} if ids.count(one) > 1]
    found += _frame(page, ids)
    labels = {label.attributes.get("for") for label in page.named("label") if label.text}
    for one in page.all():
        found += _references(one, ids)
        found += _names(one, labels)
    for table in page.named("table"):
        found += _table(table)
    return found


def _frame(page: Element, ids: list[str]) -> list[str]:
    """2.4.1 skip link, 2.4.2 title, 2.4.6 headings, 3.1.1 language, landmarks."""
    found = [
        f"{len(page.named(tag))} × {tag}" for tag in ("h1", "main") if len(page.named(tag)) != 1
    ]
    (html,) = page.named("html")
    if html.attributes.get("lang") not in ("de", "en"):
        found.append("no language")
    if not any(one.text for one in page.named("title")):
        found.append("no title")
    levels = [int(one.tag[1]) for one in page.named("h1", "h2", "h3", "h4")]
    if any(after > before + 1 for before, after in pairwise(levels)):
        found.append(f"a level of headings is left out: {levels}")
    first = page.named("a")[0]
    if first.attributes.get("href", "").removeprefix("#") not in ids:
        found.append("the first link does not skip to the content")
    labels = [one.attributes.get("aria-label", "") for one in page.named("nav")]
    if len({*labels}) != len(labels) or "" in labels:
        found.append(f"ways are not told apart: {labels}")
    return found


def _references(one: Element, ids: list[str]) -> list[str]:
    wanted = [
        word
        for name in ("for", "aria-labelledby", "aria-describedby")
        for word in one.attributes.get(name, "").split()
    ]
    found = [
        f"<{one.tag}> names {word!r}, which is not there" for word in wanted if word not in ids
    ]
    if one.attributes.get("tabindex", "0") not in ("0", "-1"):
        found.append(f"<{one.tag}> changes the order of the tab key")
    return found


def _names(one: Element, labels: set[str | None]) -> list[str]:
    """1.1.1, 3.3.2, 4.1.2: everything that is used or shown has a name."""
    has_name = any(one.attributes.get(name) for name in _NAMED)
    match one.tag:
        case "input" if one.attributes.get("type") == "hidden":
            return []
        case "input" | "select" | "textarea":
            is_named = has_name or one.attributes.get("id") in labels
        case "a" | "button" | "summary" | "option" | "label" | "th":
            is_named = has_name or bool(one.text)
        case "img":
            is_named = "alt" in one.attributes
        case "svg":
            inside = one.parent is not None and one.parent.attributes.get("role") == "img"
            is_named = inside or (one.attributes.get("role") == "img" and has_name)
        case _:
            is_named = True
            if one.attributes.get("role") == "region":
                is_named = has_name
    return [] if is_named else [f"<{one.tag}> {one.attributes} has no name"]


def _table(table: Element) -> list[str]:
    """1.3.1: heads say what they are of."""
    heads = table.named("th")
    found = [
        f"a head of no direction: {one.text!r}" for one in heads if not one.attributes.get("scope")
    ]
    rows = [row for body in table.named("tbody") for row in body.named("tr")]
    columns = len(table.named("thead")[0].named("th")) if table.named("thead") else 0
    for row in rows:
        cells = sum(int(cell.attributes.get("colspan", "1")) for cell in row.named("td", "th"))
        if cells != columns:
            found.append(f"{cells} cells below {columns} heads")
    return found


#: 1.4.3: each text against what is behind it; 2.5.8: what is pressed is large enough.
COMPUTED: Final = """
() => {
  const luminance = ([r, g, b]) => {
    const part = (v) => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const colour = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
  const over = (top, below) => {
    const alpha = top.length > 3 ? top[3] : 1;
    return [0, 1, 2].map((at) => top[at] * alpha + below[at] * (1 - alpha));
  };
  const behind = (element) => {
    const stack = [];
    for (let one = element; one; one = one.parentElement) {
      const own = colour(getComputedStyle(one).backgroundColor);
      if (own.length && own[3] !== 0) stack.push(own);
      if (own.length && (own.length < 4 || own[3] === 1)) break;
    }
    return stack.reverse().reduce((below, top) => over(top, below), [255, 255, 255]);
  };
  const found = [];
  const isShown = (one) => one.checkVisibility() && one.getClientRects().length > 0;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || !isShown(element) || element.closest("title, script, .unseen, option"))
      continue;
    const style = getComputedStyle(element);
    const isSvg = element.namespaceURI.endsWith("svg");
    const own = colour(isSvg ? style.fill : style.color);
    const back = behind(isSvg ? element.closest("svg").parentElement : element);
    const [light, dark] = [luminance(over(own, back)), luminance(back)].sort((a, b) => b - a);
    const ratio = (light + 0.05) / (dark + 0.05);
    const size = parseFloat(style.fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
    if (ratio < (isLarge ? 3 : 4.5))
      found.push(`${ratio.toFixed(2)}: ${element.tagName} ${node.data.trim().slice(0, 30)}`);
  }
  const pressed = "button, .button, input:not([type=hidden]), select, summary, nav a";
  for (const one of document.querySelectorAll(pressed)) {
    const box = one.getBoundingClientRect();
    if (isShown(one) && (box.height < 24 || box.width < 24))
      found.push(`${box.width}×${box.height}: ${one.tagName} ${one.textContent.trim()}`);
  }
  if (document.documentElement.scrollWidth > innerWidth)
    found.push(`wider than the window: ${document.documentElement.scrollWidth}`);
  return found;
}
"""
