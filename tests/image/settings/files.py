"""Files of a technician, good ones to be broken."""

from datetime import date

from firmware.accord.registration_key import to_text
from firmware.image.settings.examine import Examined, examine
from firmware.image.settings.secret import Known
from firmware.image.settings.source import decode

DAY = date(2026, 11, 20)
KEY = to_text(bytes(range(16)))
PASSPHRASE = "Geheim-im-Zelt 7"
SMALL = """\
# Der Stand
[company]
name = "Huber"  # wer verkauft
[register]
id = "MARKT-01"
[[group]]
number = 1
name = "Obst"
vat = "4,9"
price = "2,50"
"""
FULL = f"""{SMALL}
[network]  # im Zelt
kind = "wifi"
ssid = "Marktnetz"
passphrase = "{PASSPHRASE}"  # steht am Router

[archive]
url = "https://kassa.example.at"
key = "{KEY}"
"""
NOTHING_KNOWN = Known()


def examined(text: str | bytes, known: Known = NOTHING_KNOWN) -> Examined:
    """What is said of a file."""
    return examine(decode(text.encode() if isinstance(text, str) else text), known, DAY)


def told(text: str | bytes, known: Known = NOTHING_KNOWN) -> list[str]:
    """The mistakes as they stand in the report."""
    return [str(one) for one in examined(text, known).findings]
