"""firmware.export.package.receipts: the DEP7 among the files of an export."""

from dataclasses import replace
from io import BytesIO

from firmware.export.dep_file import read_dep
from firmware.export.package import receipts
from firmware.export.package.manifest import Span
from tests.export.package.conftest import Sold


def test_only_what_is_in_sight(sold: Sold) -> None:
    """§ 7 Abs 5 RKSV: in order, with the certificate; each receipt is counted."""
    counted: list[int] = []
    sight = replace(sold.order().sight, receipts=Span(first=2, last=3), moved=counted.append)
    out = BytesIO()
    receipts.write(sight, out)
    (group,) = [(one.certificate_der, list(one.jws)) for one in read_dep(BytesIO(out.getvalue()))]
    (certificate,) = sold.book.certificates()
    assert (certificate.der, [one.jws for one in sold.book.receipts(2, 3)]) == group
    assert 2 == sum(counted)


def test_none_where_there_is_no_receipt(sold: Sold) -> None:
    """An empty DEP would prove nothing."""
    sight = sold.order().sight
    assert () == receipts.parts(replace(sight, receipts=Span(first=0, last=0)))
    (part,) = receipts.parts(sight)
    assert "dep-export__GRAZ-01__2026-11-20__2026-11-22.json" == part.name
