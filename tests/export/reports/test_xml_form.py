"""XML: whatever a name holds, the document is well-formed and gives the name again."""

import io
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from firmware.export.reports.xml_form import XmlOut

#: What XML can carry at all: no controls, no halves of characters.
NAMES = st.text(
    alphabet=st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
)
HARD = st.text(alphabet="<>&\"'\n\r\t]]>äß\x7f")


def _root(name: str, text: str) -> ET.Element:
    out = io.BytesIO()
    xml = XmlOut(out)
    with xml.inside("a", {"name": name, "none": None}):
        xml.element("b", {"zahl": -3}, text)
        xml.element("c", {})
    return ET.fromstring(out.getvalue())


@given(NAMES | HARD, NAMES | HARD)
def test_a_name_comes_back(name: str, text: str) -> None:
    """Attributes and texts are read as they were written, line ends included."""
    root = _root(name, text)
    assert {"name": name} == root.attrib
    assert (text, {"zahl": "-3"}) == (root[0].text or "", root[0].attrib)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_nothing_breaks_the_document(text: str) -> None:
    """What XML cannot carry is shown by a picture; nothing is dropped without a sign."""
    root = _root(text, text)
    assert len(text) == len(root.attrib["name"]) == len(root[0].text or "")


def test_one_element_a_line() -> None:
    """A person finds a line; nesting is seen."""
    out = io.BytesIO()
    xml = XmlOut(out)
    with xml.inside("a"):
        xml.element("b", {"x": 1})
    expected = '<?xml version="1.0" encoding="UTF-8"?>\n<a>\n  <b x="1"/>\n</a>\n'
    assert expected == out.getvalue().decode()
