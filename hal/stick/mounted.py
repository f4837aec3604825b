"""The stick that the kernel says is mounted on one folder.

Whoever mounts it is no part of the till: the kernel's list of mounts is what counts, not a folder
that is there, nor a listing, which may be empty when the stick is out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hal.errors import Fault, HalError
from hal.stick.port import MountedStick, Mounts

DEVICE: Final = "stick"
#: proc(5): six fields, optional ones, a dash, three fields.
_FIRST_FIELDS: Final = 6
_LAST_FIELDS: Final = 3
_SEPARATOR: Final = "-"
#: A mount's number is an int of the kernel.
_NUMBER: Final = re.compile(r"[0-9]{1,10}")
_OCTAL_DIGITS: Final = 3
_BYTES: Final = 256
#: A name that is no UTF-8 is somebody else's mount, and no reason not to find ours.
_STRANGE_BYTES: Final = "surrogateescape"


class MountinfoError(Exception):
    """A line is none of mountinfo; the message shows it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mount:
    """One line of mountinfo, as far as a stick needs it."""

    number: int
    point: str
    options: frozenset[str]
    file_system: str
    source: str
    super_options: frozenset[str]


class MountedSlot:
    """Implements `StickSlot`.

    Args:
        mounts: The kernel's list, and who unmounts.
        folder: Where a stick is mounted, absolute.
    """

    def __init__(self, mounts: Mounts, folder: Path) -> None:
        self._mounts = mounts
        self._folder = folder
        self._known: tuple[Mount, str] | None = None

    def find(self) -> MountedStick | None:
        """As `StickSlot.find`."""
        try:
            text = self._mounts.read()
            found = [one for one in parse_mountinfo(text) if one.point == str(self._folder)]
            if not found:
                # The next one may have the same number and device, and is another stick.
                self._known = None
                return None
            # Of several on one folder the last covers the others.
            return self._stick(found[-1])
        except (OSError, MountinfoError) as error:
            raise HalError(Fault.BROKEN, DEVICE, f"list of mounts: {error}") from error

    def free_bytes(self) -> int:
        """As `StickSlot.free_bytes`."""
        try:
            return self._mounts.free_bytes(self._folder)
        except OSError as error:
            raise HalError(Fault.BROKEN, DEVICE, f"free bytes: {error}") from error

    def _stick(self, mount: Mount) -> MountedStick:
        # Nobody asks udev every second for what stays the same.
        if self._known is None or self._known[0] != mount:
            self._known = (mount, self._mounts.serial(mount.source))
        return MountedStick(
            folder=self._folder,
            device=mount.source,
            file_system=mount.file_system,
            mount=mount.number,
            is_writable="rw" in mount.options and "rw" in mount.super_options,
            serial=self._known[1],
        )

    def release(self) -> None:
        """As `StickSlot.release`."""
        if self.find() is None:
            raise HalError(Fault.ABSENT, DEVICE, "nothing to let go of")
        try:
            self._mounts.ask_release()
        except OSError as error:
            raise HalError(Fault.BROKEN, DEVICE, f"cannot ask for release: {error}") from error

    def recall(self) -> None:
        """As `StickSlot.recall`."""
        try:
            self._mounts.ask_recall()
        except OSError as error:
            raise HalError(Fault.BROKEN, DEVICE, f"cannot ask for recall: {error}") from error


def parse_mountinfo(text: str) -> Iterator[Mount]:
    """The mounts of /proc/self/mountinfo, in its order.

    Raises:
        MountinfoError: a line has another form than proc(5) says.
    """
    # Not `splitlines`: the kernel escapes a line feed in a name, but no form feed.
    for line in text.removesuffix("\n").split("\n"):
        yield _parse(line)


def _parse(line: str) -> Mount:
    fields = line.split(" ")
    # The optional fields end with the first dash after the sixth field.
    try:
        separator = fields.index(_SEPARATOR, _FIRST_FIELDS)
    except ValueError:
        raise MountinfoError(f"no separator: {line!r}") from None
    last = fields[separator + 1 :]
    if len(last) != _LAST_FIELDS or _NUMBER.fullmatch(fields[0]) is None:
        raise MountinfoError(f"other fields than expected: {line!r}")
    file_system, source, super_options = last
    return Mount(
        number=int(fields[0]),
        point=_unescape(fields[4]),
        options=frozenset(fields[5].split(",")),
        file_system=_unescape(file_system),
        source=_unescape(source),
        super_options=frozenset(super_options.split(",")),
    )


def _unescape(field: str) -> str:
    r"""The kernel writes space, tab, line feed, backslash and `#` as `\040`, octal."""
    head, *rest = field.split("\\")
    raw = head.encode(errors=_STRANGE_BYTES)
    for part in rest:
        digits = part[:_OCTAL_DIGITS]
        if len(digits) != _OCTAL_DIGITS or not set(digits) <= set("01234567"):
            raise MountinfoError(f"no escape: {field!r}")
        code = int(digits, 8)
        if code >= _BYTES:
            raise MountinfoError(f"no byte: {field!r}")
        raw += bytes([code]) + part[_OCTAL_DIGITS:].encode(errors=_STRANGE_BYTES)
    return raw.decode(errors=_STRANGE_BYTES)
