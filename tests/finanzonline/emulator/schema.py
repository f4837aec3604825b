"""Requests and answers against the project's own schema."""

from pathlib import Path
from typing import Final

from lxml import etree

from tests.finanzonline.emulator.requests import DATABOX, RKDB, SESSION

_WSDL: Final = Path(__file__).resolve().parents[3] / "firmware" / "sync" / "wsdl"
_FILES: Final = {SESSION: "session.xsd", RKDB: "rkdb.xsd", DATABOX: "databox.xsd"}


class OwnSchema:
    """The schemas of firmware/sync/wsdl, read once."""

    def __init__(self) -> None:
        self._schemas = {
            namespace: etree.XMLSchema(etree.parse(str(_WSDL / name)))
            for namespace, name in _FILES.items()
        }

    def errors(self, namespace: str, root: bytes) -> list[str]:
        """What is wrong with an element as XML; nothing where we have no schema."""
        schema = self._schemas.get(namespace)
        if schema is None:
            return []
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        schema.validate(etree.fromstring(root, parser))
        return [str(error.message) for error in schema.error_log]
