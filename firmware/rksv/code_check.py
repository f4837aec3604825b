"""One receipt on paper against its entry in the DEP (Anlage Z 12 and 14, § 11 Abs 2 RKSV)."""

from firmware.rksv.errors import MalformedError
from firmware.rksv.machine_code import jws_from_ocr, jws_from_qr, link_hash, qr_from_jws
from firmware.rksv.rules import Fault, Rule, shown


def examine_codes(
    compact: str, *, qr: str | None = None, ocr: str | None = None, link_text: str | None = None
) -> tuple[Fault, ...]:
    """Compare the texts that were read from paper with a compact JWS; None was not on it.

    `link_text` is the name of the receipt in its link form.
    """
    faults = []
    for name, text, rebuild in (("QR", qr, jws_from_qr), ("OCR", ocr, jws_from_ocr)):
        if text is None:
            continue
        try:
            is_same = rebuild(text) == compact
            detail = f"the {name} code is of another receipt"
        except MalformedError as error:
            is_same = False
            detail = f"the {name} code cannot be read: {error}"
        if not is_same:
            faults.append(Fault(rule=Rule.CODE_MATCH, detail=detail))
    if link_text is not None and not _is_link_of(link_text, compact):
        detail = f"the link {shown(link_text)} is of another receipt"
        faults.append(Fault(rule=Rule.CODE_MATCH, detail=detail))
    return tuple(faults)


def _is_link_of(link_text: str, compact: str) -> bool:
    try:
        return link_text == link_hash(qr_from_jws(compact))
    except MalformedError:
        return False
