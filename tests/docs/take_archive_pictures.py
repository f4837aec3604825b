"""Takes the pictures of archiv.md: run as `python -m tests.docs.take_archive_pictures`.

The portal in Debian's Chromium as an owner sees it, over an archive that has two days of a till.
"""

import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Final

from playwright.sync_api import ViewportSize, sync_playwright

from archive.accounts import invitations, read_links, users
from archive.accounts.read_links import LinkOrder
from archive.accounts.users import NewUser
from archive.accounts.visitor import Membership, Role
from archive.index.database import Database, folder_url
from archive.index.migrate import upgrade
from firmware.app.boot import BOOK_NAME
from tests.archive.portal.ground import Ground, ground_of
from tests.archive.serving import served
from tests.docs.pages import DOCS
from tests.docs.stick_scene import sell_and_fetch
from tests.docs.take_pictures import CHROMIUM

PICTURES: Final = DOCS / "pictures"
TABLE: Final = ViewportSize(width=1280, height=800)
PHONE: Final = ViewportSize(width=390, height=780)
_DAY: Final = "2026-10-30"


def take() -> None:
    """A day, a receipt on a phone, exports, and who may see what."""
    with tempfile.TemporaryDirectory() as temporary:
        folder, till = Path(temporary) / "archive", Path(temporary) / "till"
        folder.mkdir()
        till.mkdir()
        sell_and_fetch(till)
        database = Database(folder_url(folder))
        upgrade(database)
        with ground_of(database, folder, till / BOOK_NAME) as ground, served(ground.door) as place:
            _let_in(ground)
            _photograph(ground, place.url.rstrip("/"))
        database.close()


def _let_in(ground: Ground) -> None:
    """An owner, an accountant who has not come yet, and a link for an audit."""
    database, tenant_id, now = ground.world.database, ground.own.tenant_id, ground.world.now_utc()
    anna = NewUser(email="anna@example.at", name="Anna Huber", password="nobody signs in here")
    users.create(database, anna, Membership(role=Role.OWNER, scope=tenant_id), now)
    reads = Membership(role=Role.ACCOUNTANT, scope=tenant_id)
    invitations.invite(database, "kanzlei@example.at", reads, now)
    order = LinkOrder(
        tenant_id=tenant_id,
        till_ids=frozenset({ground.own.id}),
        note="Finanzamt Graz-Stadt",
        expires_at=now + timedelta(days=30),
    )
    read_links.create(database, order, "user:anna@example.at", now)


def _photograph(ground: Ground, base: str) -> None:
    shots = (
        (TABLE, f"{ground.path}/days/{_DAY}", "archive-day.png"),
        (PHONE, f"{ground.path}/receipts/3", "archive-receipt.png"),
        (TABLE, f"{ground.path}/exports", "archive-exports.png"),
        (TABLE, f"{ground.tenant_path}/access", "archive-access.png"),
    )
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for size, path, name in shots:
            page = browser.new_page(viewport=size, locale="de-AT", color_scheme="light")
            answer = page.goto(base + path)
            assert answer is not None
            assert answer.ok, path
            page.screenshot(path=PICTURES / name)
            page.close()
        browser.close()


if __name__ == "__main__":
    PICTURES.mkdir(exist_ok=True)
    take()
