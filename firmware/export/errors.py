"""What can go wrong with files that leave the till or come to be examined."""

from pathlib import Path


class ExportError(Exception):
    """Root of all refusals of this package; the message names the file."""


class WriteError(ExportError):
    """A file could not be written whole; what was there before is untouched."""

    def __init__(self, path: Path, text: str) -> None:
        super().__init__(f"{path}: {text}")
        self.path = path
        self.text = text


class ReadError(ExportError):
    """A file could not be read: not there, not allowed, or its medium is broken."""

    def __init__(self, path: Path, text: str) -> None:
        super().__init__(f"{path}: {text}")
        self.path = path
        self.text = text


class WorkerError(ExportError):
    """A process that examined receipts died; the examination says nothing."""


class NotSoundError(ExportError):
    """What was written is not what it must be; the message says what was found."""


class EmptyPeriodError(ExportError):
    """No receipt lies in the period that was asked for; an empty DEP would prove nothing."""


class UnknownCertificateError(ExportError):
    """A receipt names a certificate that the book does not hold."""

    def __init__(self, serial: str) -> None:
        super().__init__(f"no certificate with the serial {serial}")
        self.serial = serial


class KeyContainerError(ExportError):
    """A file is not a key container: what is wrong, in which part of it."""

    def __init__(self, place: str, text: str) -> None:
        super().__init__(f"{place}: {text}")
        self.place = place
        self.text = text
