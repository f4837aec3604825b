"""Whatever a till sends is text on every page: no tag, no attribute, no link of its own."""

import string
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import msgspec
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.accounts import views
from archive.alarms.ledger import AlarmKind, raise_alarm
from archive.index.database import Database, folder_url
from archive.index.migrate import upgrade
from archive.index.tables import documents, findings, quarantine, shops, tenants, till_status
from firmware.accord.messages import TillStatus
from firmware.rksv.receipt import ReceiptKind
from firmware.store.canonical import canonical
from firmware.store.raw import rebuild
from firmware.till.stall.masterdata import Change, Sort, Source, to_content
from tests.archive.books import Maker
from tests.archive.keeping import NOW_UTC
from tests.archive.portal.ground import Ground, ground_of
from tests.archive.portal.wcag import parsed

#: What no page of ours has.
LEAK: Final = "x-leak"
NASTY: Final = st.one_of(
    st.sampled_from(
        [
            f"<{LEAK}>",
            f'"><{LEAK} onleak=1>',
            f"'><{LEAK}>",
            f"</title></script><{LEAK}>",
            '" onleak="alert(1)" x="',
            "javascript:alert(1)",
            "{{ 7 * 7 }}{% raw %}",
            f"<!--<{LEAK}>-->",
            f"&lt;{LEAK}&gt;",
            f"]]><{LEAK}>",
            "\u202e\u2028\ufeff",
        ]
    ),
    st.text(st.sampled_from(string.printable + "äß€\u2028"), min_size=1, max_size=30),
)


@contextmanager
def sold(nasty: str) -> Iterator[Ground]:
    """A till that calls everything by one text, and an archive that found this text everywhere."""
    maker = Maker()
    day = maker.now_utc.date()
    item = {
        "group": 1,
        "name": nasty,
        "vat_per_mille": 49,
        "quantity_milli": 1000,
        "unit_cents": 250,
        "is_weight": False,
        "voucher": nasty,
    }
    sale = {
        "kind": "standard",
        "clerk": 1,
        "lines": [item],
        "tenders": [
            {"means": "gutschein", "amount_cents": 250, "given_cents": 250, "voucher": nasty}
        ],
        "note": nasty,
        "reason": nasty,
        "customer": {"uid": nasty, "invoice": nasty, "name": nasty},
        "original": 1,
    }
    changes = [
        Change(sort=sort, key=key, old=None, new=new, source=Source.KEYS, recorded=day)
        for sort, key, new in (
            (Sort.CLERK, "1", {"name": nasty}),
            (Sort.HEADER, "", {"lines": [nasty, nasty]}),
            (Sort.FOOTER, "", {"lines": [nasty]}),
            (Sort.ARTICLE, nasty, {"name": nasty}),
            (Sort.OPTION, nasty, {"value": nasty}),
        )
    ]
    units = [*maker.begin()]
    units += [maker.row("STAMM", msgspec.to_builtins(to_content(one))) for one in changes]
    units.append(maker.receipt(ReceiptKind.STARTBELEG))
    units.append(maker.receipt(cents=250, content=canonical(sale, "sale")))
    units.append(maker.row("POS", {"line": item, "reason": nasty}))
    units.append(maker.row("EINLAGE", {"cents": 100, "reason": nasty}))
    units.append(maker.row(nasty or "X", {"text": nasty, "words": nasty, nasty: nasty}))
    units.append(maker.row("FEHLER", {"code": nasty, "words": nasty}))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "sold.sqlite"
        rebuild(path, units)
        database = Database(folder_url(Path(folder)))
        upgrade(database)
        with ground_of(database, Path(folder), path) as ground:
            _found(ground, nasty)
            yield ground
        database.close()


def _found(ground: Ground, nasty: str) -> None:
    now, till = NOW_UTC.isoformat(timespec="microseconds"), ground.own.id
    status = TillStatus(
        at_utc=now,
        version=nasty,
        image=nasty,
        card=nasty,
        card_expires=nasty,
        outage_since_utc=nasty,
        printer=nasty,
        last_backup_utc=nasty,
        due=(nasty,),
    )
    rows = (
        (findings, {"till_id": till, "seq": 8, "rule": nasty, "detail": nasty, "found_at": now}),
        (
            quarantine,
            {"till_id": till, "received_at": now, "reason": nasty, "sha256": "0", "body": b""},
        ),
        (
            till_status,
            {
                "till_id": till,
                "heard_at": now,
                "clock_offset_s": 500,
                "status": msgspec.json.encode(status).decode(),
            },
        ),
        (
            documents,
            {
                "id": "document",
                "tenant_id": ground.own.tenant_id,
                "name": nasty,
                "media_type": nasty,
                "sha256": "0" * 64,
                "size": 1,
                "blob_key": "k",
                "blob_version": "v",
                "uploaded_by": nasty,
                "uploaded_at": now,
            },
        ),
    )
    with ground.world.database.write() as connection:
        for table, values in rows:
            connection.execute(table.insert().values(values))
        raise_alarm(connection, till, AlarmKind.FINDING, nasty, NOW_UTC)
        connection.execute(sa.update(tenants).values(name=nasty))
        connection.execute(sa.update(shops).values(name=nasty))
        views.note(connection, ground.own.tenant_id, nasty, {"page": nasty, "x": nasty}, NOW_UTC)
    ground.door.visitor = replace(ground.visitor, name=nasty, who=f"user:{nasty}")


@given(nasty=NASTY)
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_text_of_a_till_is_more_than_text(nasty: str) -> None:
    """Names, reasons, headers, kinds, rules, status: on every page, in every place."""
    with sold(nasty) as ground:
        pages = [
            ground.tenant_path,
            *(f"{ground.tenant_path}/{one}" for one in ("tills", "alarms", "views", "documents")),
            *(
                f"{ground.path}/{one}"
                for one in ("days", "days/2026-11-02", "receipts", "receipts/1", "receipts/2")
            ),
            *(f"{ground.path}/{one}" for one in ("journal", "fiscal", "cash", "history", "state")),
            f"{ground.path}/receipts?text={LEAK}",
        ]
        for path in pages:
            html = ground.page(path)
            for one in parsed(html).all():
                assert one.tag != LEAK, path
                assert not [name for name in one.attributes if name.startswith("on")], path
                assert "style" not in one.attributes, path
                assert one.attributes.get("href", "/")[0] in "/#", path
            assert 1 == html.count("<script"), path


def test_what_was_searched_is_text(ground: Ground) -> None:
    """A link somebody was sent brings nothing into the page."""
    for field in ("text", "number", "amount", "kind", "from", "clerk", "thing", "day"):
        for page in ("receipts", "journal", "history", "cash"):
            query = f"%22%3E%3C{LEAK}%20onleak%3D1%3E"
            elements = parsed(ground.page(f"{ground.path}/{page}?{field}={query}")).all()
            assert not [one for one in elements if one.tag == LEAK or "onleak" in one.attributes]
