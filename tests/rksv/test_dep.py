"""The texts of which a DEP is put together."""

import json

import pytest

from firmware.rksv import dep
from firmware.rksv.errors import MalformedError


@pytest.mark.parametrize(("certificate", "text"), [(b"\x01\x02", "AQI="), (None, "")])
def test_the_texts_join_to_the_prescribed_document(certificate: bytes | None, text: str) -> None:
    """Anlage Z 3 RKSV: three keys in each element, base64 on one line, receipts as texts."""
    group = dep.group_opening(certificate, (b"\x03",)) + dep.SEPARATOR.join(
        [dep.entries_text(["a.b.c", "d-e_f.g.h"])]
    )

    document = json.loads(
        dep.OPENING + dep.SEPARATOR.join([group + dep.GROUP_CLOSING] * 2) + dep.CLOSING
    )

    element = {
        "Signaturzertifikat": text,
        "Zertifizierungsstellen": ["Aw=="],
        "Belege-kompakt": ["a.b.c", "d-e_f.g.h"],
    }
    assert document == {"Belege-Gruppe": [element, element]}


@pytest.mark.parametrize("text", ["", '"', "\\", "a\n", "ä", "²", "a=b"])
def test_only_the_characters_of_a_jws_are_written(text: str) -> None:
    """Anlage Z 6 RKSV: base64url and dots need no escaping."""
    with pytest.raises(MalformedError, match="jws"):
        dep.entries_text(["a.b.c", text])
