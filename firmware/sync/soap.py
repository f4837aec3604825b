"""SOAP 1.1 by our own WSDL: zeep writes requests, the schema judges them, answers are read here.

Nothing is ever fetched: the descriptions lie beside this module. Answers are not given to zeep,
which turns what it cannot read into None; here everything that is used is there and of its type,
or the answer is strange and named so. Names below the first element are matched without their
namespace, as the wire mixes both. What an error repeats of an answer may hold a secret: `exchange`
masks it.
"""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Final

import zeep
import zeep.exceptions
from lxml import etree

from firmware.sync.fault import SchemaError, WireError, WireFault
from firmware.sync.post import Received

FOLDER: Final = Path(__file__).parent / "wsdl"
ENVELOPE: Final = "http://schemas.xmlsoap.org/soap/envelope/"
HTTP_OK: Final = 200
#: In the fault of a message that has not the form of the schema.
_VALIDATION_ERROR: Final = "ValidationError"


class Service(Enum):
    """A service of FinanzOnline; the value names its files."""

    SESSION = "session"
    RKDB = "rkdb"
    DATABOX = "databox"


NAMESPACES: Final[Mapping[Service, str]] = {
    Service.SESSION: "https://finanzonline.bmf.gv.at/fon/ws/session",
    Service.RKDB: "https://finanzonline.bmf.gv.at/rkdb",
    Service.DATABOX: "https://finanzonline.bmf.gv.at/fon/ws/databox",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """An element of an answer, its name without the namespace."""

    name: str
    namespace: str
    text: str = ""
    children: tuple["Node", ...] = field(default=())

    def all(self, name: str) -> tuple["Node", ...]:
        """The children of this name."""
        return tuple(child for child in self.children if child.name == name)

    def find(self, name: str) -> "Node | None":
        """The child of this name; None if there is none.

        Raises:
            WireError: STRANGE, there are several.
        """
        found = self.all(name)
        if len(found) > 1:
            raise WireError(WireFault.STRANGE, f"{len(found)} times {name} in {self.name}")
        return found[0] if found else None

    def text_of(self, name: str) -> str | None:
        """The text of the child of this name; None if there is none.

        Raises:
            WireError: STRANGE, there are several or it holds elements.
        """
        child = self.find(name)
        if child is not None and child.children:
            raise WireError(WireFault.STRANGE, f"elements in {name}")
        return None if child is None else child.text

    def walk(self) -> Iterator["Node"]:
        """This element and all below it."""
        yield self
        for child in self.children:
            yield from child.walk()


class Contract:
    """What a service takes and gives."""

    def __init__(self, service: Service) -> None:
        # zeep logs what it could not read, with its text; whatever is wrong is told by us.
        logging.getLogger("zeep").setLevel(logging.CRITICAL)
        self._service = service
        settings = zeep.Settings(strict=True, forbid_dtd=True, forbid_external=True)
        wsdl = str(FOLDER / f"{service.value}.wsdl")
        self._client = zeep.Client(wsdl, transport=_Shelf(), settings=settings)
        self._schema = etree.XMLSchema(etree.parse(FOLDER / f"{service.value}.xsd", _parser()))

    def write(self, operation: str, fields: Mapping[str, object]) -> bytes:
        """The envelope of a request.

        Raises:
            SchemaError: a field is missing or not as the schema has it; names it, not its value.
        """
        try:
            envelope = self._client.create_message(self._client.service, operation, **fields)
        except (zeep.exceptions.Error, TypeError, ValueError) as error:
            raise SchemaError(f"{operation} cannot be written: {type(error).__name__}") from None
        (content,) = envelope.find(f"{{{ENVELOPE}}}Body")
        if not self._schema.validate(content):
            wrong = sorted({_bare(str(entry.path)) for entry in self._schema.error_log})
            raise SchemaError(f"not as the schema has it: {', '.join(wrong)}")
        text: bytes = etree.tostring(envelope, xml_declaration=True, encoding="utf-8")
        return text

    def read(self, received: Received, expected: str) -> Node:
        """The element `expected` of an answer.

        Raises:
            SchemaError: the service found the request to be of the wrong form.
            WireError: STATUS, NOT_XML, STRANGE or FAULT.
        """
        envelope = _parse(received)
        content = _content(envelope)
        if (content.namespace, content.name) == (ENVELOPE, "Fault"):
            raise _fault(content)
        if received.status != HTTP_OK:
            raise WireError(WireFault.STATUS, str(received.status))
        if (content.namespace, content.name) != (NAMESPACES[self._service], expected):
            found = f"{{{content.namespace}}}{content.name}"
            raise WireError(WireFault.STRANGE, f"{found} instead of {expected}")
        return content


def document(body: bytes) -> Node:
    """XML that came without an envelope.

    Raises:
        WireError: NOT_XML.
    """
    return _parse(Received(status=HTTP_OK, body=body))


def pretty(text: bytes) -> str | None:
    """XML as people read it; None if it is none."""
    try:
        root = etree.fromstring(text, _parser(remove_blank_text=True))
    except (etree.XMLSyntaxError, ValueError):
        return None
    shown: str = etree.tostring(root, pretty_print=True, encoding="unicode")
    return shown


def tree(text: str) -> Node | None:
    """XML as it stands in a transcript; None if it is none."""
    try:
        return _node(etree.fromstring(text.encode(), _parser()))
    except (etree.XMLSyntaxError, ValueError):
        return None


class _Shelf:
    """Where zeep gets files from: our folder and nowhere else."""

    def load(self, url: str) -> bytes:
        path = Path(url)
        if path.parent.resolve() != FOLDER.resolve():
            raise ValueError(f"{url}: descriptions are never fetched")
        return path.read_bytes()


def _parser(*, remove_blank_text: bool = False) -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        remove_blank_text=remove_blank_text,
    )


def _parse(received: Received) -> Node:
    try:
        root = etree.fromstring(received.body, _parser())
    except (etree.XMLSyntaxError, ValueError) as error:
        if received.status != HTTP_OK:
            raise WireError(WireFault.STATUS, str(received.status)) from None
        raise WireError(WireFault.NOT_XML, str(error)) from None
    if root.getroottree().docinfo.doctype:
        raise WireError(WireFault.NOT_XML, "a document type is not accepted")
    return _node(root)


def _node(element: etree._Element) -> Node:
    name = etree.QName(element)
    return Node(
        name=name.localname,
        namespace=name.namespace or "",
        text=(element.text or "").strip(),
        children=tuple(_node(child) for child in element if isinstance(child.tag, str)),
    )


def _content(envelope: Node) -> Node:
    if (envelope.namespace, envelope.name) != (ENVELOPE, "Envelope"):
        raise WireError(WireFault.STRANGE, f"{envelope.name} instead of an envelope")
    body = envelope.find("Body")
    if body is None or body.namespace != ENVELOPE or len(body.children) != 1:
        raise WireError(WireFault.STRANGE, "no body with one element")
    return body.children[0]


def _fault(fault: Node) -> WireError | SchemaError:
    texts = [node.text for node in fault.walk() if node.text]
    detail = " | ".join(texts)
    if any(_VALIDATION_ERROR in word for node in fault.walk() for word in (node.name, node.text)):
        return SchemaError(f"the service says: {detail}")
    return WireError(WireFault.FAULT, detail)


def _bare(path: str) -> str:
    """A path without prefixes: `/ns0:rkdbRequest/ns0:rkdb` says enough as `rkdbRequest/rkdb`."""
    return "/".join(step.rpartition(":")[2] for step in path.strip("/").split("/"))
