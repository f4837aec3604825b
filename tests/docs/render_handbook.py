"""Makes the pictures of docs/handbuch anew: run as `python -m tests.docs.render_handbook`.

With `--pdf FILE` it also prints the whole handbook, with `--card FILE` the cashier's card (Debian's
Chromium). test_handbook.py fails when
a page or a picture is not what this script would write.
"""

import argparse
import sys
from pathlib import Path

from tests.docs.handbook.chapters import FOLDER, PICTURES, Chapter, chapter, paths
from tests.docs.handbook.printed import print_card, print_handbook


def write(chapters: list[Chapter]) -> None:
    """Pages and pictures; pictures that no page shows any more go."""
    folder = FOLDER / PICTURES
    folder.mkdir(exist_ok=True)
    shown = {picture.name: picture for one in chapters for picture in one.pictures}
    for old in folder.iterdir():
        if old.name not in shown:
            old.unlink()
    for name, picture in shown.items():
        path = folder / name
        if not path.exists() or not picture.is_like(path.read_bytes()):
            path.write_bytes(picture.content)
    for one in chapters:
        one.path.write_text(one.text, encoding="utf-8")


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--pdf", type=Path, metavar="FILE")
    parser.add_argument("--card", type=Path, metavar="FILE")
    asked = parser.parse_args()
    chapters = [chapter(path) for path in paths()]
    write(chapters)
    sys.stdout.write(f"{FOLDER}: {len(chapters)} pages\n")
    if asked.pdf is not None:
        pages = print_handbook(chapters, asked.pdf)
        sys.stdout.write(f"{asked.pdf}: {pages} pages\n")
    if asked.card is not None:
        pages = print_card(asked.card)
        sys.stdout.write(f"{asked.card}: {pages} pages\n")


if __name__ == "__main__":
    main()
