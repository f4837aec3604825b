"""`kassa verify`: what any till hands out: DEP7 files, whole exports, codes on paper."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import click

from firmware.cli.audit_report import audit_json, audit_lines
from firmware.cli.code_report import code_lines, codes_json
from firmware.cli.output import (
    EXIT_BAD,
    EXIT_GOOD,
    EXIT_UNUSABLE,
    echo_json,
    now_utc,
    progress_bar,
)
from firmware.cli.report import report_json, report_lines
from firmware.cli.verify_input import (
    Given,
    archive_asked,
    certificates_of,
    keys_of,
    sorted_out,
)
from firmware.export.audit import codes as paper
from firmware.export.audit.archive_claim import ArchiveAsked
from firmware.export.audit.codes import CodeVerdict, Proof
from firmware.export.audit.folder import AuditOptions
from firmware.export.audit.listing import Signer
from firmware.export.audit.receipts import DepEntry, dep_entries, dep_signers
from firmware.export.audit.report import AuditReport, audit_folders
from firmware.export.verification import Progress, VerificationReport, verify_files
from firmware.rksv.trust import DeviceKey, DeviceKind, KeyStore
from firmware.rksv.verify import VerifyOptions
from firmware.store.seal import PrintedAnchor, read_anchor

GREEN: Final = "green"
#: Whole, as far as anybody can see, and nobody vouches for it.
YELLOW: Final = "yellow"
RED: Final = "red"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What was given to judge by."""

    law: VerifyOptions
    keys: KeyStore | None
    certificates: tuple[Signer, ...]
    anchor: PrintedAnchor | None
    archive: ArchiveAsked


@dataclass(frozen=True, slots=True, kw_only=True)
class _Verdicts:
    """What was found of each sort that was given; None and nothing where it was not."""

    dep: VerificationReport | None = None
    exports: AuditReport | None = None
    codes: tuple[CodeVerdict, ...] = ()
    must_be_sealed: bool = False

    @property
    def code(self) -> int:
        """The exit code of all together."""
        is_bad = (
            (self.dep is not None and not self.dep.is_valid)
            or (self.exports is not None and not self._is_good(self.exports))
            or any(not one.is_good for one in self.codes)
        )
        if is_bad:
            return EXIT_BAD
        is_proven = all(one.proof is Proof.SIGNED or one.is_in_dep for one in self.codes)
        return EXIT_GOOD if is_proven else EXIT_UNUSABLE

    def _is_good(self, exports: AuditReport) -> bool:
        return exports.is_proven if self.must_be_sealed else exports.is_whole


@click.command()
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path))
@click.option("--code", "texts", multiple=True, help="A receipt's code as scanned, or its link.")
@click.option("--anchor", help="The line „Journal“ of a Z slip: ABCD-EFGH-2345.")
@click.option(
    "--keys",
    type=click.Path(path_type=Path),
    help="Key container (AES key, devices), or a file with the key alone.",
)
@click.option(
    "--certificate",
    "certificate_paths",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Certificate (DER, PEM) codes and seals may be of.",
)
@click.option("--archive-key", help="The archive's key, a line as its operator publishes it.")
@click.option("--archive-head", help="The line „Archiv“ of a Z slip: ABCD-EFGH-2345.")
@click.option("--witness", "witnesses", multiple=True, help="Key of a witness that must cosign.")
@click.option(
    "--stamp-roots",
    type=click.Path(path_type=Path),
    help="Roots (PEM) that the stamp must lead to (RFC 3161).",
)
@click.option("--sealed", is_flag=True, help="A folder that no card vouches for is bad.")
@click.option("--strict", is_flag=True, help="Judge as the official tool: the October hour too.")
@click.option("--partial", is_flag=True, help="The file may begin after the Startbeleg.")
@click.option("--json", "as_json", is_flag=True, help="Everything found, for a machine.")
def verify(  # noqa: PLR0913 - one for each word of the command line
    paths: tuple[Path, ...],
    texts: tuple[str, ...],
    anchor: str | None,
    keys: Path | None,
    certificate_paths: tuple[Path, ...],
    *,
    archive_key: str | None,
    archive_head: str | None,
    witnesses: tuple[str, ...],
    stamp_roots: Path | None,
    sealed: bool,
    strict: bool,
    partial: bool,
    as_json: bool,
) -> int:
    """Examine what a till hands out; PATH says by itself what it is.

    A DEP7 file, or several consecutive ones of one till; an exported folder, several, or a stick
    full of them; a text file with a code a line (- is standard input). Without --keys everything
    is checked but the turnover counter.

    Exit codes: 0 no rule is broken; 1 a rule is broken, or --sealed and a folder is not, or who was
    named to vouch for it does not; 2 unusable input, or a code that nothing given proves.
    """
    given = sorted_out(paths, texts)
    if anchor is not None and not given.exports:
        raise click.UsageError("--anchor is held against exported folders")
    asked = archive_asked(archive_key, archive_head, witnesses, stamp_roots)
    if asked != ArchiveAsked() and not given.exports:
        raise click.UsageError("what an archive says is held against exported folders")
    known = _Known(
        law=VerifyOptions(is_strict=strict, is_partial=partial, now_utc=now_utc()),
        keys=None if keys is None else keys_of(keys),
        certificates=certificates_of(certificate_paths),
        anchor=None if anchor is None else read_anchor(anchor),
        archive=asked,
    )
    verdicts = _examine(given, known, must_be_sealed=sealed)
    if as_json:
        echo_json(_json(verdicts, has_keys=known.keys is not None))
    else:
        for line in _lines(verdicts, has_keys=known.keys is not None):
            click.echo(line)
    return verdicts.code


def _examine(given: Given, known: _Known, *, must_be_sealed: bool) -> _Verdicts:
    dep = _verify_deps(given.deps, known) if given.deps else None
    exports = _audit(given.exports, known) if given.exports else None
    deps = given.deps if exports is None else tuple(_deps_of(exports))
    codes = tuple(_judge(given, known, deps))
    return _Verdicts(dep=dep, exports=exports, codes=codes, must_be_sealed=must_be_sealed)


def _verify_deps(paths: tuple[Path, ...], known: _Known) -> VerificationReport:
    with progress_bar("verifying", 1.0) as tell:

        def tell_share(progress: Progress) -> None:
            tell(progress.read_bytes / max(1, progress.size_bytes))

        return verify_files(paths, known.keys, known.law, progress=tell_share)


def _audit(folders: tuple[Path, ...], known: _Known) -> AuditReport:
    with progress_bar("auditing", 1.0) as tell:
        work, done = 1, 0

        def planned(count: int) -> None:
            nonlocal work
            work = max(1, count)

        def moved(count: int) -> None:
            nonlocal done
            done += count
            tell(min(1.0, done / work))

        options = AuditOptions(
            law=known.law,
            keys=known.keys,
            certificates=known.certificates,
            anchor=known.anchor,
            planned=planned,
            moved=moved,
        )
        return audit_folders(folders, options, known.archive)


def _deps_of(report: AuditReport) -> Iterator[Path]:
    for one in report.folders:
        if one.dep is not None and one.listing.dep is not None:
            yield one.listing.dep


def _judge(given: Given, known: _Known, deps: tuple[Path, ...]) -> Iterator[CodeVerdict]:
    if not given.codes:
        return
    signers = [*known.certificates, *(one for dep in deps for one in dep_signers(dep))]
    devices = {
        one.serial: DeviceKey(kind=DeviceKind.CERTIFICATE, der=one.der) for one in signers
    } | dict({} if known.keys is None else known.keys.devices)
    entries = _entries(deps) if deps else None
    yield from paper.examine(given.codes, devices, entries)


def _entries(deps: tuple[Path, ...]) -> Iterator[DepEntry]:
    for dep in deps:
        yield from dep_entries(dep)


def _json(verdicts: _Verdicts, *, has_keys: bool) -> dict[str, object]:
    told: dict[str, object] = {"valid": verdicts.code == EXIT_GOOD}
    if verdicts.dep is not None:
        told = report_json(verdicts.dep, has_keys=has_keys)
    if verdicts.exports is not None:
        told = audit_json(verdicts.exports, has_keys=has_keys)
        told["valid"] = verdicts.code == EXIT_GOOD
    if verdicts.codes:
        told |= {"valid": verdicts.code == EXIT_GOOD, "codes": codes_json(verdicts.codes)}
    return told


def _lines(verdicts: _Verdicts, *, has_keys: bool) -> Iterator[str]:
    if (dep := verdicts.dep) is not None:
        yield from _coloured(report_lines(dep, has_keys=has_keys), GREEN if dep.is_valid else RED)
    if (exports := verdicts.exports) is not None:
        colour = GREEN if exports.is_proven else YELLOW if exports.is_whole else RED
        yield from _coloured(audit_lines(exports, has_keys=has_keys), colour)
    yield from code_lines(verdicts.codes)


def _coloured(lines: Iterable[str], colour: str) -> Iterator[str]:
    """The verdict, which comes first, in its colour; where nobody watches, `echo` takes it off."""
    verdict, *others = lines
    yield click.style(verdict, fg=colour)
    yield from others
