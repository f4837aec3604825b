"""archive.intake.head: what a chunk carries."""

from archive.intake import head as head_form
from archive.intake.head import Head
from firmware.evidence.merkle import Frontier


def test_there_and_back() -> None:
    """All of it, and small: the frontier is nearly all there is."""
    leaves = [bytes([at]) * 32 for at in range(7)]
    head = Head(
        frontier=Frontier().grown(leaves),
        last_hash="ab" * 32,
        register_id="GRAZ-01",
        has_identity=True,
        receipts=5,
        last_link="cg8hNU5ihto=",
        last_issued="2026-11-02T07:01:00.000000+00:00",
        turnover_cents=-12345,
        serials=("1a2b", "77"),
        findings=3,
    )
    raw = head_form.to_bytes(head)
    assert head == head_form.from_bytes(raw)
    assert len(raw) < 256
    assert Head() == head_form.from_bytes(head_form.to_bytes(Head()))
