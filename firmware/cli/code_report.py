"""What was found of codes on paper, for people and for machines."""

from collections.abc import Sequence

from firmware.cli.output import printable
from firmware.export.audit.codes import CodeVerdict, Form, Proof
from firmware.rksv.money import format_amount
from firmware.rksv.receipt import ReceiptKind

_MARKS = {ReceiptKind.TRAINING: ", practice", ReceiptKind.STORNO: ", a cancellation"}


def codes_json(verdicts: Sequence[CodeVerdict]) -> list[dict[str, object]]:
    """The verdicts as plain values."""
    return [_code_json(one) for one in verdicts]


def code_lines(verdicts: Sequence[CodeVerdict]) -> list[str]:
    """One sentence for each code; what is wrong with it on lines of its own."""
    lines: list[str] = []
    for one in verdicts:
        lines.append(f"{_word(one)}: {one.code.place}: {_sentence(one)}")
        lines += [f"error: {fault.rule.value}: {fault.detail}" for fault in one.faults]
    return [printable(line) for line in lines]


def _word(verdict: CodeVerdict) -> str:
    if not verdict.is_good:
        return "BAD"
    if verdict.proof is Proof.SIGNED or verdict.is_in_dep:
        return "GOOD"
    return "NOT PROVEN"


def _sentence(verdict: CodeVerdict) -> str:
    if not verdict.number and verdict.code.form is Form.LINK:
        return "; ".join(("a link only names a receipt", *_wanting(verdict)))
    if not verdict.number:
        return "no code of a receipt"
    receipt = (
        f"receipt {verdict.number} of register {verdict.register_id}, {verdict.local_time}, "
        f"{format_amount(verdict.total_cents)} EUR{_MARKS.get(verdict.kind, '')}"
    )
    return "; ".join((receipt, *_proofs(verdict)))


def _proofs(verdict: CodeVerdict) -> list[str]:
    told = {
        Proof.SIGNED: f"its signature is that of certificate {verdict.certificate_serial}",
        Proof.UNCHECKED: "its signature was not checked",
        Proof.FAILED_DEVICE: "the signature device had failed, so it is not signed",
        Proof.NONE: "its signature does not hold",
    }
    proofs = [told[verdict.proof]]
    if verdict.is_in_dep:
        proofs.append("it is in the DEP7, the same to the last character")
    return [*proofs, *_wanting(verdict)]


def _wanting(verdict: CodeVerdict) -> list[str]:
    is_wanting = verdict.is_good and verdict.needs
    return [f"to prove it, give {verdict.needs}"] if is_wanting else []


def _code_json(verdict: CodeVerdict) -> dict[str, object]:
    return {
        "place": verdict.code.place,
        "form": verdict.code.form.value,
        "valid": verdict.is_good,
        "proof": verdict.proof.value,
        "register_id": verdict.register_id or None,
        "number": verdict.number or None,
        "local_time": verdict.local_time or None,
        "total_cents": verdict.total_cents if verdict.number else None,
        "kind": verdict.kind.value if verdict.number else None,
        "certificate_serial": verdict.certificate_serial or None,
        "link": verdict.link or None,
        "in_dep": verdict.is_in_dep,
        "findings": [
            {"rule": fault.rule.value, "detail": fault.detail} for fault in verdict.faults
        ],
    }
