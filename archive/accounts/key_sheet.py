"""What goes to the stall with a key: how to type it, in German."""

from typing import Final
from zoneinfo import ZoneInfo

from archive.accounts.keys import KeyOrder

_VIENNA: Final = ZoneInfo("Europe/Vienna")


def key_sheet(key: str, order: KeyOrder, url: str) -> str:
    """The sheet as text of at most 60 signs a line."""
    until = order.expires_at.astimezone(_VIENNA)
    groups = key.split("-")
    half = len(groups) // 2
    tills = "genau eine Kasse" if order.uses == 1 else f"bis zu {order.uses} Kassen"
    lines = [
        "ANMELDUNG AM ARCHIV",
        "",
        f"Archiv:        {url}" if url else "",
        f"Gültig für:    {tills}",
        f"Gültig bis:    {until:%d.%m.%Y %H:%M}",
        f"Notiz:         {order.note}" if order.note else "",
        "",
        "Registrierungsschlüssel:",
        "",
        f"    {'  '.join(groups[:half])}",
        f"    {'  '.join(groups[half:])}",
        "",
        "So wird er eingegeben:",
        " 1. An der Kasse F 82 drücken.",
        " 2. Die acht Gruppen der Reihe nach tippen.",
        "    Vertippt? Die Kasse nennt die Gruppe.",
        " 3. Mit BAR bestätigen. Verkauft werden kann inzwischen.",
        " 4. F 81 zeigt, wann das Archiv zuletzt bestätigt hat.",
        "",
        "Der Schlüssel ist geheim, bis er benutzt wurde. Danach ist",
        "er wertlos und das Blatt kann weg.",
    ]
    blank_once = [line for at, line in enumerate(lines) if line or not at or lines[at - 1]]
    return "\n".join(blank_once)
