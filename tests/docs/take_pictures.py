"""Takes the pictures of README and daten-holen.md: run as `python -m tests.docs.take_pictures`.

The desk is `kassa demo` in Debian's Chromium after a sale; receipt and display are of the same sale
on the emulated till. The viewer is that of an export of two days, and of the same days with a sum
that somebody changed in the book. Times and codes on the pictures differ from run to run.
"""

import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from contextlib import closing
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from playwright.sync_api import ViewportSize, sync_playwright

from firmware.app.boot import BOOK_NAME
from firmware.cli.desk import DEFAULT_START_UTC
from firmware.desk.keys import parse_keys
from firmware.desk.stall import demo_config, in_folder
from firmware.desk.stand import Stand
from firmware.export.package.names import VIEWER
from hal.printer.emulator_paper import Slip
from tests.docs.pages import DOCS
from tests.docs.stick_scene import sell_and_fetch

PICTURES: Final = DOCS / "pictures"
CHROMIUM: Final = "/usr/bin/chromium"
TABLE: Final = ViewportSize(width=1280, height=800)
SALE: Final = "250 WG1 WG1 1,345 × WG2 2000 BAR"
#: Long enough for the slip to leave the printer and for the page to draw it.
SETTLE_MS: Final = 4_000
START_DEADLINE_S: Final = 20.0
SUM: Final = re.compile(r"-?\d+,\d\d")


def take_desk(out: Path) -> None:
    """The page after a sale."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    command = [sys.executable, "-m", "firmware.cli.main", "demo", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as demo:
        try:
            _await_port(port)
            _photograph(f"http://127.0.0.1:{port}/?{urlencode({'keys': SALE})}", out)
        finally:
            demo.terminate()


def _photograph(address: str, out: Path) -> None:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport=TABLE)
        page.goto(address)
        # The first slip is the Startbeleg.
        page.locator("#slips li").nth(1).wait_for()
        page.wait_for_timeout(SETTLE_MS)
        page.screenshot(path=out)
        browser.close()


def take_receipt_and_display(receipt: Path, display: Path) -> None:
    """The slip of the same sale, and the display that shows its change."""
    slips: list[Slip] = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        stand = Stand(folder, in_folder(demo_config(), folder), DEFAULT_START_UTC)
        stand.commission()
        stand.boot()
        stand.on_slip = slips.append
        stand.press(parse_keys(SALE))
        stand.settle()
        slips[-1].image.save(receipt)
        display.write_bytes(stand.bench.panel.png(scale=4))
        stand.shut_down()


def take_viewer(pictures: Path) -> None:
    """The viewer as an owner sees it first, its examination, and what a changed receipt looks like.

    Empty dates in its filters are in English: Debian's Chromium has no other language here.
    """
    with tempfile.TemporaryDirectory() as temporary:
        till = Path(temporary) / "till"
        till.mkdir()
        whole = sell_and_fetch(till).with_name("new")
        changed = _export_changed(till / BOOK_NAME, Path(temporary) / "changed")
        with sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            page = browser.new_page(viewport=TABLE, locale="de-AT", color_scheme="light")
            for top, view, name in (
                (whole, "belege", "viewer-receipts.png"),
                (whole, "pruefung", "viewer-check.png"),
                (changed, "pruefung", "viewer-changed.png"),
            ):
                (viewer,) = top.rglob(VIEWER)
                page.goto("about:blank")
                page.goto(f"{viewer.as_uri()}#{view}")
                page.locator('#verdict:not([data-level="busy"])').wait_for()
                page.wait_for_timeout(SETTLE_MS)
                page.screenshot(path=pictures / name)
            browser.close()


def _export_changed(book: Path, folder: Path) -> Path:
    """Export a copy of `book` in which somebody with a tool made a sum another one."""
    folder.mkdir()
    shutil.copy(book, folder / BOOK_NAME)
    out = folder / "stick"
    out.mkdir()
    with closing(sqlite3.connect(folder / BOOK_NAME)) as copy:
        triggers = copy.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            copy.execute(f"DROP TRIGGER {name}")
        (jws,) = copy.execute("SELECT jws FROM receipts WHERE number = 5").fetchone()
        copy.execute("UPDATE receipts SET jws = ? WHERE number = 5", (_cheaper(jws),))
        copy.commit()
    command = [sys.executable, "-m", "firmware.cli.main", "export", "folder"]
    # Its findings make it a bad result.
    subprocess.run([*command, "--data", folder, "--out", out], check=False)
    return out


def _cheaper(jws: str) -> str:
    """The same receipt with other sums; its signature is that of the true one."""
    header, payload, signature = jws.split(".")
    text = urlsafe_b64decode(payload + "=" * (-len(payload) % 4)).decode()
    fields = text.split("_")
    sums = ["0,10" if SUM.fullmatch(one) and one != "0,00" else one for one in fields]
    changed = urlsafe_b64encode("_".join(sums).encode()).decode().rstrip("=")
    return f"{header}.{changed}.{signature}"


def _await_port(port: int) -> None:
    end_s = time.monotonic() + START_DEADLINE_S
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1.0).close()
        except OSError:
            if time.monotonic() > end_s:
                raise
            time.sleep(0.1)
        else:
            return


if __name__ == "__main__":
    PICTURES.mkdir(exist_ok=True)
    take_desk(PICTURES / "desk.png")
    take_receipt_and_display(PICTURES / "receipt.png", PICTURES / "display.png")
    take_viewer(PICTURES)
