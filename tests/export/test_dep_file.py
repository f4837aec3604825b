"""DEP7 files: written in the prescribed form, read from anywhere, refused with a place."""

import json
from base64 import b64encode
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from firmware.export.dep_file import DepCertificate, DepSummary, Period, read_dep, write_dep
from firmware.export.errors import EmptyPeriodError, UnknownCertificateError
from firmware.rksv.dep import DepFormatError
from firmware.rksv.errors import MalformedError
from firmware.rksv.rules import Rule
from tests.vectors.forge import Forge, document, group
from tests.vectors.negative_build import CARD, OTHER

CERTIFICATES = {
    CARD.serial: DepCertificate(der=CARD.der, chain=(OTHER.der,)),
    OTHER.serial: DepCertificate(der=OTHER.der, chain=()),
}
Read = list[tuple[bytes | None, tuple[bytes, ...], list[str]]]


def read(raw: bytes) -> Read:
    return [(part.certificate_der, part.chain, list(part.jws)) for part in read_dep(BytesIO(raw))]


def refusal(raw: bytes) -> DepFormatError:
    with pytest.raises(DepFormatError) as caught:
        read(raw)
    return caught.value


def place_of_refusal(raw: bytes) -> int | None:
    try:
        read(raw)
    except DepFormatError as error:
        return error.offset_bytes
    return None


def small(**changed: Any) -> dict[str, Any]:
    """A group of one receipt, some keys replaced; None leaves a key out."""
    whole = group(CARD, ["a.b.c"]) | changed
    return {key: value for key, value in whole.items() if value is not None}


def test_what_is_written_is_what_the_regulation_shows(tmp_path: Path, rows: list[Any]) -> None:
    """Anlage Z 3 RKSV: one object, one array of groups, three keys in order."""
    out = tmp_path / "dep.json"

    summary = write_dep(rows, CERTIFICATES, out)

    document = json.loads(out.read_text(encoding="utf-8"))
    assert list(document) == ["Belege-Gruppe"]
    assert list(document["Belege-Gruppe"][0]) == [
        "Signaturzertifikat",
        "Zertifizierungsstellen",
        "Belege-kompakt",
    ]
    assert [row.jws for row in rows] == document["Belege-Gruppe"][0]["Belege-kompakt"]
    expected = DepSummary(receipts=len(rows), groups=1, size_bytes=out.stat().st_size)
    assert expected == summary


def test_a_change_of_the_device_begins_a_group(tmp_path: Path, rows: list[Any]) -> None:
    """Anlage Z 3 RKSV: receipts keep their order, also when devices take turns."""
    rows[2] = rows[2]._replace(certificate_serial=OTHER.serial)
    out = tmp_path / "dep.json"
    write_dep(rows, CERTIFICATES, out)

    assert [
        (CARD.der, (OTHER.der,), [row.jws for row in rows[:2]]),
        (OTHER.der, (), [rows[2].jws]),
        (CARD.der, (OTHER.der,), [row.jws for row in rows[3:]]),
    ] == read(out.read_bytes())


def test_a_closed_system_has_no_certificate(tmp_path: Path, rows: list[Any]) -> None:
    """§ 20 RKSV: the key of a closed system is known to FinanzOnline, not to the DEP."""
    out = tmp_path / "dep.json"
    write_dep(rows, {CARD.serial: DepCertificate(der=None, chain=())}, out)

    assert [(None, (), [row.jws for row in rows])] == read(out.read_bytes())


def test_a_period_takes_its_first_moment_and_not_its_last(tmp_path: Path, rows: list[Any]) -> None:
    """Periods that follow each other share no receipt and lose none."""
    middle_utc = rows[3].issued_at_utc
    out = tmp_path / "dep.json"
    written = []
    for period in (Period(until_utc=middle_utc), Period(since_utc=middle_utc)):
        write_dep(rows, CERTIFICATES, out, period)
        written.append(len(read(out.read_bytes())[0][2]))

    assert written == [3, 3]


def test_an_empty_period_is_refused_and_leaves_what_was_there(
    tmp_path: Path, rows: list[Any]
) -> None:
    """An export that holds nothing must not replace one that does."""
    out = tmp_path / "dep.json"
    out.write_text("before")

    with pytest.raises(EmptyPeriodError):
        write_dep(rows, CERTIFICATES, out, Period(until_utc=rows[0].issued_at_utc))

    assert [path.name for path in tmp_path.iterdir()] == ["dep.json"]
    assert out.read_text() == "before"


def test_an_unknown_certificate_is_refused(tmp_path: Path, rows: list[Any]) -> None:
    """A receipt without its certificate could not be examined."""
    with pytest.raises(UnknownCertificateError, match=CARD.serial):
        write_dep(rows, {}, tmp_path / "dep.json")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ['a"b', "a\\b", "a b", "ä.b.c", ""])
def test_text_that_is_no_jws_is_not_written(tmp_path: Path, rows: list[Any], text: str) -> None:
    """Nothing that needs escaping stands in a DEP."""
    with pytest.raises(MalformedError):
        write_dep([rows[0]._replace(jws=text)], CERTIFICATES, tmp_path / "dep.json")


@given(order=st.permutations(range(3)), indent=st.sampled_from([None, 2]))
def test_keys_may_stand_in_any_order(order: list[int], indent: int | None) -> None:
    """JSON objects have no order: certificates behind the receipts are found."""
    entries = [f"{number}.b.c" for number in range(5)]
    groups = []
    for card in (CARD, OTHER):
        whole = list(group(card, entries, OTHER.der).items())
        groups.append(dict(whole[position] for position in order))
    raw = json.dumps(document(*groups), indent=indent).encode()

    assert [(card.der, (OTHER.der,), entries) for card in (CARD, OTHER)] == read(raw)


def test_receipts_before_their_certificate_need_a_file() -> None:
    """What was passed over cannot be read again from a pipe."""

    class Pipe(BytesIO):
        def seekable(self) -> bool:
            return False

    backwards = dict(reversed(small().items()))
    with pytest.raises(DepFormatError, match="cannot be reread"):
        list(read_dep(Pipe(json.dumps(document(backwards)).encode())))


def test_the_rest_of_a_group_is_passed_over() -> None:
    """Who does not want all receipts of a group still gets the next one."""
    raw = json.dumps(document(small(), group(OTHER, ["x.y.z"]))).encode()

    assert [CARD.der, OTHER.der] == [part.certificate_der for part in read_dep(BytesIO(raw))]


def test_escaped_slashes_and_the_older_name_are_read() -> None:
    """Other tills' writers escape the slash of base64, or use the older key."""
    backwards = small()
    backwards["Signatur- bzw. Siegelzertifikat"] = backwards.pop("Signaturzertifikat")
    raw = json.dumps(document(backwards)).replace("/", "\\/").encode()
    assert b"\\/" in raw

    assert [(CARD.der, (), ["a.b.c"])] == read(raw)


def test_unknown_keys_are_passed_over() -> None:
    """As in the official tool."""
    raw = json.dumps({"x": [1, {"y": None}]} | document(small(**{"Kassen-ID": "K"}))).encode()

    assert [(CARD.der, (), ["a.b.c"])] == read(raw)


@pytest.mark.parametrize(
    ("raw", "place", "text"),
    [
        (b"", "document", "the file ends where an object should stand"),
        (b"[]", "document", "an array instead of an object"),
        (b"{}", "document", "Belege-Gruppe is missing"),
        (b"\xef\xbb\xbf{}", "document", "byte order mark"),
        (b'{"Belege-Gruppe":[],"Belege-Gruppe":[]}', "document", "stands twice"),
        (b'{"Belege-Gruppe":[]}\x00', "document", "a NUL byte"),
        (b'{"Belege-Gruppe":[]} {}', "document", "where the end of the file should stand"),
        (b'{"Belege-Gruppe":[', "Belege-Gruppe[0]", "the file ends"),
        (b'{"x":' + b"[" * 99_999, "document", "nested deeper"),
    ],
)
def test_a_broken_container_is_named(raw: bytes, place: str, text: str) -> None:
    """Anlage Z 3 RKSV: what is no DEP says so, and where."""
    error = refusal(raw)

    assert (Rule.CONTAINER_FORM, place) == (error.rule, error.place)
    assert text in error.text


@pytest.mark.parametrize(
    ("broken", "rule", "step", "text"),
    [
        (small(Signaturzertifikat=None), Rule.GROUP_FORM, "", "Signaturzertifikat missing"),
        (small(Zertifizierungsstellen=None), Rule.GROUP_FORM, "", "Zertifizierungsstellen"),
        ({}, Rule.GROUP_FORM, "", "Belege-kompakt missing"),
        (small(Signaturzertifikat=7), Rule.GROUP_FORM, " > Signaturzertifikat", "a number"),
        (small(Zertifizierungsstellen=""), Rule.GROUP_FORM, " > Zertifizierungsstellen", "string"),
        (
            small(**{"Belege-kompakt": ["a", 7]}),
            Rule.GROUP_FORM,
            " > Belege-kompakt[1]",
            "a number instead of a string",
        ),
        (
            small(Signaturzertifikat="****"),
            Rule.CERTIFICATE_FORM,
            " > Signaturzertifikat",
            "not base64",
        ),
        (
            small(Signaturzertifikat="AB=="),
            Rule.CERTIFICATE_FORM,
            " > Signaturzertifikat",
            "not canonical",
        ),
        (
            small(Zertifizierungsstellen=[""]),
            Rule.CERTIFICATE_FORM,
            " > Zertifizierungsstellen > [0]",
            "is empty",
        ),
        (
            small(Zertifizierungsstellen=["AAAA"] * 17),
            Rule.GROUP_FORM,
            " > Zertifizierungsstellen",
            "more than 16 issuers",
        ),
        (
            small(Signaturzertifikat=b64encode(bytes(70_000)).decode()),
            Rule.CONTAINER_FORM,
            " > Signaturzertifikat",
            "a string of more than 65536 bytes",
        ),
    ],
)
def test_a_broken_group_is_named(broken: Any, rule: Rule, step: str, text: str) -> None:
    """Anlage Z 3 RKSV: an error tells group, key and position."""
    error = refusal(json.dumps(document(small(), broken)).encode())

    assert (rule, f"Belege-Gruppe[1]{step}") == (error.rule, error.place)
    assert text in error.text


@pytest.mark.parametrize("key", ["Signaturzertifikat", "Zertifizierungsstellen", "Belege-kompakt"])
def test_a_key_twice_is_refused(key: str) -> None:
    """Two values for one key are two readings of one file."""
    text = json.dumps(small())
    doubled = text[:-1] + f', "{key}": {json.dumps(small()[key])}}}'

    error = refusal(f'{{"Belege-Gruppe": [{doubled}]}}'.encode())

    assert error.text == "stands twice"
    assert error.place.endswith(key)


def test_every_truncation_is_refused(dep_bytes: bytes) -> None:
    """No prefix of a DEP is a DEP."""
    for length in range(len(dep_bytes)):
        assert refusal(dep_bytes[:length]).offset_bytes <= length


@given(
    st.binary()
    | st.text().map(str.encode)
    | st.recursive(
        st.none() | st.integers() | st.text() | st.sampled_from(["", "AAAA", "a.b.c"]),
        lambda inner: (
            st.lists(inner) | st.dictionaries(st.sampled_from(["Belege-Gruppe", *small()]), inner)
        ),
    ).map(lambda value: json.dumps(value).encode())
)
@example(b'{"Belege-Gruppe":[{"Belege-kompakt":["\\ud800"]}]}')
def test_garbage_gives_nothing_but_a_format_error(raw: bytes) -> None:
    """Whatever a file holds, it is read or refused by name."""
    refused_at_bytes = place_of_refusal(raw)

    assert refused_at_bytes is None or 0 <= refused_at_bytes <= len(raw)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(min_value=0), st.binary(max_size=3)), min_size=1, max_size=4))
def test_a_damaged_dep_gives_nothing_but_a_format_error(
    dep_bytes: bytes, damages: list[tuple[int, bytes]]
) -> None:
    """Bytes replaced, removed or put in anywhere: read or refused by name."""
    raw = dep_bytes
    for place, replacement in damages:
        at = place % len(raw)
        raw = raw[:at] + replacement + raw[at + 1 :]
    refused_at_bytes = place_of_refusal(raw)

    assert refused_at_bytes is None or 0 <= refused_at_bytes <= len(raw)


def test_writing_keeps_nothing_of_the_rows(tmp_path: Path, rows: list[Any]) -> None:
    """Rows are taken one at a time: each is let go before the next but one is asked for."""
    alive: list[int] = []

    class Tracked:
        def __init__(self, row: Any) -> None:
            self.jws, self.certificate_serial, self.issued_at_utc = row
            alive.append(1)

        def __del__(self) -> None:
            alive.pop()

    most = 0

    def stream() -> Iterator[Tracked]:
        nonlocal most
        for row in rows * 50:
            most = max(most, len(alive))
            yield Tracked(row)

    write_dep(stream(), CERTIFICATES, tmp_path / "dep.json")

    assert most <= 3


def test_a_moment_lies_in_a_period(rows: list[Any]) -> None:
    """Open ends hold everything."""
    moment_utc = rows[0].issued_at_utc

    assert moment_utc in Period()
    assert moment_utc in Period(since_utc=moment_utc)
    assert moment_utc not in Period(until_utc=moment_utc)
    assert moment_utc not in Period(since_utc=moment_utc + timedelta(seconds=1))


def test_what_is_written_reads_back(
    tmp_path: Path, till: Forge, rows: list[Any], write: Callable[[Any], Path]
) -> None:
    """The writer's file and the plain document of the same receipts are the same DEP."""
    out = tmp_path / "out.json"
    write_dep(rows, {CARD.serial: DepCertificate(der=CARD.der, chain=())}, out)

    assert read(write(document(group(CARD, till.entries))).read_bytes()) == read(out.read_bytes())
