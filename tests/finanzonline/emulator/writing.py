"""Answers as XML text, with the oddities seen on the wire: prefix ns0, some children without it."""

from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape

_ENVELOPE: Final = (
    '<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/">'
    "<SOAP-ENV:Header/><SOAP-ENV:Body>{}</SOAP-ENV:Body></SOAP-ENV:Envelope>"
)
_FAULT: Final = (
    "<SOAP-ENV:Fault><faultcode>SOAP-ENV:Client</faultcode>"
    '<faultstring xml:lang="en">Validation error</faultstring>'
    '<detail><fon:ValidationError xmlns:fon="https://finanzonline.bmf.gv.at">{}'
    "</fon:ValidationError></detail></SOAP-ENV:Fault>"
)


@dataclass(frozen=True, slots=True)
class Node:
    """An element; `is_bare` has no prefix, and `own_namespace` is declared on a bare one."""

    name: str
    content: "str | tuple[Node, ...]" = ""
    is_bare: bool = False
    own_namespace: str | None = None


def node(name: str, *children: Node) -> Node:
    """An element of elements."""
    return Node(name, children)


def write(root: Node, namespace: str | None, prefix: str = "ns0") -> str:
    """The text of a root element, declaring its namespace; None declares none at all."""
    if namespace is None:
        return _write(root, "", "")
    return _write(root, f"{prefix}:", f' xmlns:{prefix}="{namespace}"')


def _write(one: Node, prefix: str, declaration: str) -> str:
    name = one.name if one.is_bare else f"{prefix}{one.name}"
    if one.own_namespace is not None:
        declaration += f' xmlns="{one.own_namespace}"'
    if isinstance(one.content, str):
        inner = escape(one.content)
    else:
        inner = "".join(_write(child, prefix, "") for child in one.content)
    return f"<{name}{declaration}>{inner}</{name}>" if inner else f"<{name}{declaration}/>"


def envelope(inner: str) -> bytes:
    """A SOAP answer."""
    return _ENVELOPE.format(inner).encode()


def fault(errors: list[str]) -> bytes:
    """The SOAP fault of a request that does not validate; quotes what was wrong."""
    return envelope(_FAULT.format(escape("; ".join(errors))))
