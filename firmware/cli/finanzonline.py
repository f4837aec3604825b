"""`kassa finanzonline`: try the web service user, and read what was said to the office."""

from datetime import datetime
from pathlib import Path

import click

from firmware.cli.options import CONFIG_OPTION
from firmware.cli.output import EXIT_BAD, EXIT_GOOD, busy, now_utc, printable
from firmware.finanzonline.codes import rule_session
from firmware.sync import account, transcript
from firmware.sync.config import load
from firmware.sync.fault import LoginError
from firmware.sync.transcript import Call, Transcript


@click.group()
def finanzonline() -> None:
    """The web service of FinanzOnline."""


@finanzonline.command()
@CONFIG_OPTION
@click.option("--transcript", "kept", type=click.Path(path_type=Path), help="Note both calls here.")
def test(config_path: Path, kept: Path | None) -> int:
    """Log in and out, and tell the office nothing. Exit code 1 if it lets nobody in.

    Three wrong logins lock the user: after a refusal correct the credentials first.
    """
    # What speaks SOAP takes 0.2 s to import, which no other command should wait for.
    from firmware.sync.exchange import Exchange, Line  # noqa: PLC0415
    from firmware.sync.finanzonline import Finanzonline  # noqa: PLC0415
    from firmware.sync.post import HttpPost  # noqa: PLC0415

    settings = load(config_path)
    if settings.finanzonline is None:
        raise click.ClickException(f"{config_path}: no section [finanzonline]")
    who = account.read_account(Path(settings.paths.credentials))
    endpoint = settings.finanzonline.endpoint
    line = Line(
        post=HttpPost(settings.finanzonline.deadline_s),
        transcript=Transcript(kept),
        now_utc=now_utc,
    )
    try:
        with busy("logging in"):
            Finanzonline(Exchange(endpoint, line)).try_login(who)
    except LoginError as error:
        click.echo(f"refused: {printable(str(error))}")
        click.echo(f"on the till: {rule_session(error.code).advice}")
        return EXIT_BAD
    click.echo(f"logged in and out again at {endpoint.session_url} ({settings.finanzonline.mode})")
    return EXIT_GOOD


@finanzonline.command("transcript")
@click.argument("file", type=click.Path(path_type=Path))
def show(file: Path) -> int:
    """Show the calls in FILE, as kassa-sync noted them: secrets are stars."""
    for call in transcript.read(file):
        click.echo(_head(call))
        for name, text in (("request", call.request), ("answer", call.answer)):
            for line in text.splitlines():
                click.echo(f"  {name:<8}| {printable(line)}")
        if call.fault:
            click.echo(f"  {'fault':<8}| {printable(call.fault)}")
    return EXIT_GOOD


@finanzonline.command()
@click.argument("ours", type=click.Path(path_type=Path))
@click.argument("theirs", type=click.Path(path_type=Path))
def compare(ours: Path, theirs: Path) -> int:
    """Compare the form of the calls in two transcripts. Exit code 1 if they differ.

    Times, numbers, texts and names are left out: so a run against the office can be laid beside
    one against an emulator.
    """
    from firmware.sync.comparison import differences  # noqa: PLC0415 - as above

    found = list(differences(transcript.read(ours), transcript.read(theirs)))
    for line in found:
        click.echo(printable(line))
    if not found:
        click.echo("no difference")
    return EXIT_BAD if found else EXIT_GOOD


def _head(call: Call) -> str:
    status = "no answer" if call.status is None else f"HTTP {call.status}"
    at = _utc(call.at_utc)
    return f"{at} {call.operation} ({call.mode}) {status} {call.took_ms} ms {printable(call.url)}"


def _utc(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
