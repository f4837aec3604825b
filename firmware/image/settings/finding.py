"""What is wrong with the technician's file: where, and what to do, in one German sentence."""

from dataclasses import dataclass

from firmware.app.image_state import Mistake

#: A key of the file: sections and keys by name, members of lists by their place from 0.
KeyPath = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One mistake; `line` counts from 1, 0 is the file as a whole. Never the text of a secret."""

    line: int
    key: str
    sentence: str

    @property
    def place(self) -> str:
        """Where to look."""
        return f"Zeile {self.line}" if self.line else "kassa.toml"

    @property
    def mistake(self) -> Mistake:
        """The same for the display."""
        return Mistake(place=self.place, sentence=self.sentence, key=self.key)

    def __str__(self) -> str:
        key = f"{self.key}: " if self.key else ""
        return f"{self.place}: {key}{self.sentence}"


def dotted(path: KeyPath) -> str:
    """A key as people write it: `group[2].price`, the second of them."""
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def in_order(findings: list[Finding]) -> tuple[Finding, ...]:
    """From the top of the file to its end, each once."""
    return tuple(dict.fromkeys(sorted(findings, key=lambda one: (one.line, one.key))))
