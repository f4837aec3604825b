"""What is on the emulated sticks, as on a PC: `/stick/` lists it, each file opens by its address.

The files are the till's, but nothing of them runs as a page of the desk: they are served in a
sandbox with an origin of its own, without the net, and only regular files below a stick's folder.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Final
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import (
    FileResponse,
    HTMLResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
)
from starlette.routing import Route

from firmware.export.package.names import PART_SUFFIX, STICK_ID, VIEWER

#: A page lists no more of a stick; nobody reads further.
MAX_FILES: Final = 2_000
#: How the page calls the sticks of `Switch.STICK`.
TITLES: Final[Mapping[str, str]] = {
    "owner": "Chef-Stick",
    "new": "Neuer Stick",
    "other": "Chef-Stick einer anderen Kassa",
    "full": "Voller Stick",
    "readonly": "Schreibgeschützter Stick",
    "slow": "Langsamer Stick",
    "update": "Stick mit Update",
    "poor": "Stick mit schlechtem Update",
    "forged": "Stick mit fremdem Update",
    "older": "Stick mit altem Update",
}
#: The viewer is one file that asks nobody; nothing else on a stick runs anything.
RULES: Final = {
    "Content-Security-Policy": (
        "sandbox allow-scripts allow-downloads allow-modals allow-popups; default-src 'none'; "
        "script-src 'unsafe-inline' blob:; worker-src blob:; style-src 'unsafe-inline'; "
        "img-src data: blob:; font-src data:; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
}
_TYPES: Final[Mapping[str, str]] = {
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
    ".xml": "application/xml",
    ".csv": "text/csv; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".jws": "text/plain; charset=utf-8",
    ".dtd": "text/plain; charset=utf-8",
    ".id": "text/plain; charset=utf-8",
}
_OTHER_TYPE: Final = "application/octet-stream"

Folders = Callable[[], Mapping[str, Path]]


@dataclass(frozen=True, slots=True, kw_only=True)
class StickFile:
    """A regular file on a stick: its path from the top, and its size."""

    path: str
    size: int


def stick_routes(folders: Folders) -> list[Route]:
    """The pages of the sticks whose folders these are, by their names."""

    async def show_list(_request: Request) -> Response:
        return HTMLResponse(await run_in_threadpool(lambda: list_page(folders())))

    async def show_file(request: Request) -> Response:
        name, path = request.path_params["name"], request.path_params["path"]
        file = await run_in_threadpool(find_file, folders().get(name), path)
        if file is None:
            return PlainTextResponse("Das liegt auf keinem Stick.", status_code=404)
        media_type = _TYPES.get(file.suffix.lower(), _OTHER_TYPE)
        return FileResponse(file, media_type=media_type, headers=RULES)

    async def lead_on(_request: Request) -> Response:
        return RedirectResponse("/stick/")

    return [
        Route("/stick", lead_on),
        Route("/stick/", show_list),
        Route("/stick/{name}/{path:path}", show_file),
    ]


def find_file(folder: Path | None, path: str) -> Path | None:
    """The regular file `path` below `folder`; None for everything else, links among them."""
    if folder is None or "\0" in path:
        return None
    file = folder
    for part in path.split("/"):
        if part in ("", ".", ".."):
            return None
        file = file / part
        if file.is_symlink():
            return None
    return file if file.is_file() else None


def files_of(folder: Path) -> tuple[StickFile, ...]:
    """What is on a stick: what lies at its top, then the exports, the newest first."""
    files = sorted(_walk(folder), key=lambda file: (file.path.count("/"), file.path))
    top = [file for file in files if not _export(file)]
    exports = sorted((file for file in files if _export(file)), key=_export, reverse=True)
    return (*top, *exports)[:MAX_FILES]


def _walk(folder: Path) -> Iterator[StickFile]:
    for path in folder.rglob("*"):
        if path.is_symlink():
            continue
        try:
            if path.is_file():
                size = path.stat().st_size
                yield StickFile(path=path.relative_to(folder).as_posix(), size=size)
        except FileNotFoundError:
            # It was being written, and has its name now.
            continue


def _export(file: StickFile) -> str:
    """The folder of the export a file belongs to, empty for one of the top."""
    parts = file.path.split("/")
    return parts[2] if len(parts) > 3 else ""


def list_page(folders: Mapping[str, Path]) -> str:
    """The page of `/stick/`."""
    sections = "".join(_section(name, files_of(folders[name])) for name in folders)
    nothing = (
        "<p>Es liegt noch kein Stick da: am Tisch unter „USB-Stick“ einen anstecken, dann "
        "mit F 70 etwas darauf schreiben lassen.</p>"
    )
    return (
        '<!doctype html>\n<html lang="de"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        "<title>Sticks – Vorführkasse</title>"
        '<link rel="icon" href="/static/icon.svg" type="image/svg+xml">'
        '<link rel="stylesheet" href="/static/stick.css"></head><body><main>'
        "<h1>Was auf den Sticks liegt</h1>"
        "<p>So sieht es am PC aus. Der Betrachter prüft alles selbst, ohne Netz.</p>"
        f"{sections or nothing}</main></body></html>\n"
    )


def _section(name: str, files: tuple[StickFile, ...]) -> str:
    title = escape(TITLES.get(name, name))
    if not files:
        return f'<section><h2>{title}</h2><p class="empty">leer</p></section>'
    groups: dict[str, list[StickFile]] = {}
    for file in files:
        groups.setdefault(_export(file), []).append(file)
    listed = "".join(_group(name, export, rows) for export, rows in groups.items())
    return f"<section><h2>{title}</h2>{listed}</section>"


def _group(name: str, export: str, files: list[StickFile]) -> str:
    viewer = next((file for file in files if file.path.endswith(f"/{VIEWER}")), None)
    is_part = export.endswith(PART_SUFFIX)
    note = '<span class="part">nicht fertig geworden</span>' if is_part else ""
    button = (
        f'<a class="viewer" href="{_address(name, viewer)}" target="_blank" rel="noopener">'
        "Betrachter öffnen</a>"
        if viewer is not None and not is_part
        else ""
    )
    head = f"<h3>{escape(export)} {note}{button}</h3>" if export else ""
    rows = "".join(
        f'<li><a href="{_address(name, file)}" target="_blank" rel="noopener">'
        f"{escape(_short(file, export))}</a> <span>{_size(file.size)}</span></li>"
        for file in files
    )
    is_long = export and len(files) > 1
    listed = f"<ul>{rows}</ul>"
    if is_long:
        listed = f"<details><summary>{len(files)} Dateien</summary>{listed}</details>"
    return f'<div class="export">{head}{listed}</div>'


def _short(file: StickFile, export: str) -> str:
    if file.path == STICK_ID or not export:
        return file.path
    return file.path.partition(f"{export}/")[2]


def _address(name: str, file: StickFile) -> str:
    return escape(f"/stick/{quote(name)}/{quote(file.path)}")


def _size(size: int) -> str:
    if size < 1_000:
        return f"{size} Byte"
    if size < 1_000_000:
        return f"{size / 1_000:.0f} kB"
    return f"{size / 1_000_000:.1f} MB".replace(".", ",")
