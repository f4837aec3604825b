"""One file examined as a whole: everything wrong with it, or the settings of the till.

The last word has the parser that the till's program itself uses: what it refuses is never taken,
even if nothing here had found the mistake.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from firmware.app.config import Config, ConfigError, DisplaySection, parse, profile
from firmware.image.settings.check import check_tables
from firmware.image.settings.finding import Finding, in_order
from firmware.image.settings.places import Places
from firmware.image.settings.rules import check_rules, stall_finding
from firmware.image.settings.secret import Known, Secrets, masked, separate
from firmware.image.settings.source import Source
from firmware.image.settings.syntax import Parsed, read_toml
from firmware.till.stall.fault import StallError


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """What is wrong; if nothing is, the settings and the text to keep, without secrets.

    `panel` is the display the file names, as far as that can be one.
    """

    findings: tuple[Finding, ...]
    config: Config | None = None
    text: str = ""
    secrets: Secrets = field(default_factory=Secrets)
    panel: DisplaySection | None = None


def examine(source: Source, known: Known, day: date) -> Examined:
    """Examine a file as it would be taken over on `day` by a till that knows `known`."""
    if not source.text:
        return Examined(findings=source.findings)
    parsed = read_toml(source.text)
    apart = separate(parsed.tables, parsed.places, known)
    clean = Parsed(
        tables=apart.tables,
        places=parsed.places,
        findings=parsed.findings,
        skipped=parsed.skipped,
    )
    checked = check_tables(clean)
    usual = None if "display" in checked.bad else DisplaySection()
    panel = checked.sections.get("display", usual)
    findings = [*source.findings, *parsed.findings, *apart.findings, *checked.findings]
    findings += check_rules(checked.sections, checked.bad, parsed.places)
    examined = Examined(
        findings=in_order(findings), panel=panel if isinstance(panel, DisplaySection) else None
    )
    if findings:
        return examined
    text = masked(source.text, apart.tables)
    if text is None:
        return replace(examined, findings=(_unmaskable(),))
    try:
        config = parse(text.replace("\r\n", "\n"))
        profile(config, day)
    except ConfigError as error:
        finding = _last_word(error, checked.sections, parsed.places)
        return replace(examined, findings=(finding,))
    return replace(examined, config=config, text=text, secrets=apart.secrets, panel=config.display)


def _last_word(error: ConfigError, sections: Mapping[str, object], places: Places) -> Finding:
    """What the program of the till says itself."""
    if isinstance(error.__cause__, StallError):
        return stall_finding(error.__cause__, sections, places)
    return Finding(line=0, key="", sentence=f"Die Kasse nimmt das nicht an: {error}")


def _unmaskable() -> Finding:
    sentence = 'Passwort und Schlüssel bitte als eigene Zeile schreiben: passphrase = "…"'
    return Finding(line=0, key="", sentence=sentence)
