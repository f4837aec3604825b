"""Takes the pictures of the README anew: run as `python -m tests.docs.take_pictures`.

The desk is `kassa demo` in Debian's Chromium after a sale; receipt and display are of the same sale
on the emulated till. Times and codes on the pictures differ from run to run.
"""

import socket
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from playwright.sync_api import ViewportSize, sync_playwright

from firmware.cli.desk import DEFAULT_START_UTC
from firmware.desk.keys import parse_keys
from firmware.desk.stall import demo_config, in_folder
from firmware.desk.stand import Stand
from hal.printer.emulator_paper import Slip
from tests.docs.pages import DOCS

PICTURES: Final = DOCS / "pictures"
CHROMIUM: Final = "/usr/bin/chromium"
TABLE: Final = ViewportSize(width=1280, height=800)
SALE: Final = "250 WG1 WG1 1,345 × WG2 2000 BAR"
#: Long enough for the slip to leave the printer and for the page to draw it.
SETTLE_MS: Final = 4_000
START_DEADLINE_S: Final = 20.0


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
