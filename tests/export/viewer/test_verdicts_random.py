"""Whatever chance makes of a DEP, the browser and Python say the same of it."""

from base64 import b64encode, urlsafe_b64decode
from random import Random

import pytest

from firmware.rksv.trust import DeviceKey, DeviceKind, KeyStore
from tests.export.viewer.deps import STORE, STORES, at_random, busy_till, written
from tests.export.viewer.reckoning import Case, Same
from tests.vectors.forge import Forge, base64url, device, group
from tests.vectors.negative_build import CARD, OTHER

pytestmark = pytest.mark.browser

AUTHORITY = device("authority", 0x100)
ISSUED = device("issued card", 0x101, issuer=AUTHORITY)

NUMBERS = ("1", "01", "001", "2", "A-1", "A-2", "A", "10", "9", "0", "00", "x" * 70 + "1", "7" * 19,
           "9" * 18, "1" + "0" * 18, "7" * 18, "٣", "1\n")  # fmt: skip


@at_random
def test_numbers_of_any_form(same: Same, seed: int) -> None:
    """Anlage Z 9 RKSV: a number that was used before is told, whatever it looks like."""
    chance = Random(seed)
    cases = []
    for _ in range(40):
        till = Forge(CARD)
        for number in ("S", *chance.choices(NUMBERS, k=12)):
            till.add(fields={"number": number})
        cases.append(Case.of(written(group(CARD, till.entries)), store=STORE))
    same(cases)


def life(chance: Random) -> Forge:
    """A till with outages that begin, flap and end anywhere in months that pass."""
    till = Forge(CARD)
    till.add()
    for _ in range(chance.randrange(12)):
        if chance.random() < 0.4:
            year, month = divmod(till.time.year * 12 + till.time.month, 12)
            till.time = till.time.replace(year=year, month=month + 1)
        cents = chance.choice([0, 0, 1, 250, -250])
        mark = chance.choice([None, None, None, "TRA", "STO"])
        till.add(cents, mark=mark, is_signed=chance.random() < 0.6)
    return till


@at_random
def test_lives_of_tills(same: Same, seed: int) -> None:
    """§ 17 Abs 4 RKSV: the same Sammelbelege, month's and year's ends are missed by both."""
    chance = Random(seed)
    files = [written(group(CARD, life(chance).entries)) for _ in range(40)]
    same([Case.of(one, store=STORE) for one in files])


def mutated(raw: bytes, chance: Random) -> bytes:
    """A file of which some bytes are turned, lost, put in, or moved elsewhere."""
    for _ in range(chance.randint(1, 3)):
        raw = raw or b"_"
        at = chance.randrange(len(raw))
        until = min(len(raw), at + chance.randint(1, 40))
        match chance.choice(["turn", "turn", "turn", "lose", "put", "move"]):
            case "turn":
                raw = raw[:at] + bytes([raw[at] ^ 1 << chance.randrange(8)]) + raw[at + 1 :]
            case "lose":
                raw = raw[:at] + raw[until:]
            case "put":
                raw = raw[:at] + chance.randbytes(chance.randint(1, 4)) + raw[at:]
            case _:
                raw = raw[:at] + raw[until:] + raw[at:until]
    return raw


@at_random
@pytest.mark.parametrize("store", STORES)
def test_random_mutations(same: Same, store: str, seed: int) -> None:
    """Whatever is done to the bytes of a DEP, both find the same."""
    chance = Random(seed)
    sound = written(group(CARD, busy_till().entries))
    files = [mutated(sound, chance) for _ in range(60)]
    same([Case.of(one, store=STORES[store]) for one in files])


@at_random
def test_random_mutations_of_what_is_signed(same: Same, seed: int) -> None:
    """Payloads, headers and signatures altered before they were coded."""
    chance = Random(seed)
    files = []
    for _ in range(60):
        entries = list(busy_till().entries)
        at = chance.randrange(len(entries))
        parts = [base64url_decoded(part) for part in entries[at].split(".")]
        which = chance.choice([0, 1, 1, 1, 1, 2])
        parts[which] = mutated(parts[which], chance)
        entries[at] = ".".join(map(base64url, parts))
        files.append(written(group(CARD, entries)))
    same([Case.of(one, store=STORE) for one in files])


def base64url_decoded(text: str) -> bytes:
    """A part of a compact JWS."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


PIECES = ("eyJhbGciOiJFUzI1NiJ9", "e30", "", "X1IxLUFU", "YQ", "YQ==", "_w", "a-b", "ä", "😀", "'",
          '"', "\n", "\x7f", "x" * 100, "=", "====", "YWJj=", "Y", "+/", "*")  # fmt: skip


@at_random
def test_entries_that_are_none(same: Same, seed: int) -> None:
    """Garbage is a finding with a name, in the same words, and sound entries stay sound."""
    chance = Random(seed)
    sound = busy_till().entries
    files = []
    for _ in range(40):
        segments = ["".join(chance.choices(PIECES, k=2)) for _ in range(12)]
        garbage = [".".join(segments[at : at + 1 + at % 4]) for at in range(0, 12, 2)]
        files.append(written(group(CARD, [*sound[:4], *garbage, *sound[4:]])))
    same([Case.of(one, store=STORE) for one in files])


@at_random
def test_files_that_are_none(same: Same, seed: int) -> None:
    """No content breaks the examination; the byte at which it stops is the same."""
    chance = Random(seed)
    tokens = [b"{", b"}", b"[", b"]", b",", b":", b'"Belege-Gruppe"', b'"a"', b"1", b"null", b" ",
              b'"Belege-kompakt"', b'"Zertifizierungsstellen"', b'"Signaturzertifikat"', b'""',
              b"\\u00e4", b'"\\ud83d"', b"\xc3", b"\x00"]  # fmt: skip
    files = [b"".join(chance.choices(tokens, k=chance.randrange(25))) for _ in range(150)]
    files += [b'{"Belege-Gruppe":[' + one for one in files]
    same([Case.of(one, store=None) for one in files])


def turned(der: bytes, chance: Random) -> bytes:
    """A certificate with a bit or byte that is another, gone, or put in."""
    at = chance.randrange(len(der))
    byte = chance.choice([der[at] ^ 1 << chance.randrange(8), 0x06, 0x30, 0x80, 0xFF])
    put = chance.choice([b"", bytes([byte]), bytes([byte]), bytes([byte]), bytes([byte, byte])])
    return der[:at] + put + der[at + 1 :]


@pytest.mark.heavy
@at_random
def test_random_certificates(same: Same, seed: int) -> None:
    """§ 15 RKSV: what can be read of a damaged certificate, and whether it is of its issuer."""
    chance = Random(seed)
    entries = [Forge(ISSUED).add()]
    authority = DeviceKey(kind=DeviceKind.CERTIFICATE, der=AUTHORITY.der)
    stranger = DeviceKey(kind=DeviceKind.PUBLIC_KEY, der=OTHER.public_der)
    stores = [
        None,
        KeyStore(aes_key=None, devices={"100": authority}),
        KeyStore(aes_key=None, devices={"101": stranger}),
    ]
    cases = []
    for at in range(150):
        ders = [ISSUED.der, AUTHORITY.der]
        ders[at % 2] = turned(ders[at % 2], chance)
        one = group(ISSUED, entries, ders[1]) | {"Signaturzertifikat": b64encode(ders[0]).decode()}
        cases.append(Case.of(written(one), store=stores[at % 3]))
    same(cases)
