"""A `Reader` on PC/SC, through the raw layer of pyscard.

The raw layer, because the comfortable one hides what a till must know: it leaks handles on a second
connect, loses the error code of a yanked card and dies with its monitor thread when pcscd restarts.
Three habits of the raw layer decide the order of every check here: the result code comes first (on
an error the answer is an uninitialised buffer that may begin with a stale 9000), then the length (a
card yanked inside a command is "success" with an empty answer), and last, by the driver, the status
word.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from smartcard import scard

from hal.card.channel import DEVICE
from hal.errors import Fault, HalError

_CODE_MASK = 0xFFFF_FFFF
_SUCCESS: int = scard.SCARD_S_SUCCESS
_PROTOCOLS: int = scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1

_FAULTS: dict[int, Fault] = {
    scard.SCARD_E_NO_SERVICE & _CODE_MASK: Fault.ABSENT,
    scard.SCARD_E_SERVICE_STOPPED & _CODE_MASK: Fault.ABSENT,
    # pcsc-lite says this of its own line to pcscd, never of a card.
    scard.SCARD_F_COMM_ERROR & _CODE_MASK: Fault.ABSENT,
    scard.SCARD_E_NO_READERS_AVAILABLE & _CODE_MASK: Fault.ABSENT,
    scard.SCARD_E_UNKNOWN_READER & _CODE_MASK: Fault.ABSENT,
    scard.SCARD_E_READER_UNAVAILABLE & _CODE_MASK: Fault.ABSENT,
    scard.SCARD_E_NO_SMARTCARD & _CODE_MASK: Fault.ABSENT,
    scard.SCARD_W_REMOVED_CARD & _CODE_MASK: Fault.ABSENT,
    scard.SCARD_E_SHARING_VIOLATION & _CODE_MASK: Fault.BUSY,
    scard.SCARD_E_TIMEOUT & _CODE_MASK: Fault.TIMEOUT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Connection:
    card: int
    protocol: int


class PcscReader:
    """The reader whose name contains `name`, or the only one there is when `name` is None.

    Each `connect` begins with a new context and looks for the reader anew, so that a restarted
    pcscd or a reader plugged elsewhere needs no care. Nothing is opened before.
    """

    def __init__(self, name: str | None = None) -> None:
        self._name = name
        self._context: int | None = None
        self._connection: _Connection | None = None
        self._is_distrusted = False

    def connect(self) -> bytes:
        """See `Reader.connect`; ABSENT also when it is not clear which reader is meant."""
        self.disconnect()
        try:
            return self._open()
        except HalError:
            self.disconnect()
            raise

    def transmit(self, command: bytes) -> bytes:
        """See `Reader.transmit`."""
        if self._connection is None:
            raise HalError(Fault.ABSENT, DEVICE, "not connected")
        hresult: int
        answer: list[int]
        hresult, answer = scard.SCardTransmit(
            self._connection.card, self._connection.protocol, list(command)
        )
        _check(hresult, "transmit")
        if len(answer) < 2:
            raise HalError(Fault.BROKEN, DEVICE, "no valid answer: card pulled or faulty")
        return bytes(answer)

    def disconnect(self) -> None:
        """See `Reader.disconnect`; leaves the card as it is.

        No reset: a reset that fails because the card is just out makes pcscd call the slot empty,
        and if the card is back before pcscd's next poll (400 ms) the slot stays empty for ever. A
        call begins with SELECT by application, so it does not mind where the last one ended, and
        pcscd takes the power from a card that nobody uses.
        """
        connection, self._connection = self._connection, None
        context, self._context = self._context, None
        # Results do not matter: after a yank or a restart of pcscd these handles are dead already.
        if connection is not None:
            scard.SCardEndTransaction(connection.card, scard.SCARD_LEAVE_CARD)
            scard.SCardDisconnect(connection.card, scard.SCARD_LEAVE_CARD)
        if context is not None:
            scard.SCardReleaseContext(context)

    def distrust(self) -> None:
        """See `Reader.distrust`."""
        self._is_distrusted = True

    def _open(self) -> bytes:
        hresult: int
        hresult, self._context = scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM)
        if hresult != _SUCCESS:
            # What came with the error is no context; releasing it would be another error.
            self._context = None
        _check(hresult, "establish context")
        names: list[str]
        hresult, names = scard.SCardListReaders(self._context, [])
        _check(hresult, "list readers")
        reader = choose_reader(names, self._name)
        card: int
        protocol: int
        hresult, card, protocol = scard.SCardConnect(
            self._context, reader, scard.SCARD_SHARE_EXCLUSIVE, _PROTOCOLS
        )
        _check(hresult, "connect")
        self._connection = _Connection(card=card, protocol=protocol)
        if self._is_distrusted:
            self._cycle_power(card)
        _check(scard.SCardBeginTransaction(card), "begin transaction")
        atr: list[int]
        hresult, _, _, _, atr = scard.SCardStatus(card)
        _check(hresult, "status")
        return bytes(atr)

    def _cycle_power(self, card: int) -> None:
        """Off and on, while the card is surely in: it forgets what confused it."""
        self._is_distrusted = False
        hresult, protocol = scard.SCardReconnect(
            card, scard.SCARD_SHARE_EXCLUSIVE, _PROTOCOLS, scard.SCARD_UNPOWER_CARD
        )
        _check(hresult, "power cycle")
        self._connection = _Connection(card=card, protocol=protocol)


def reader_names() -> tuple[str, ...]:
    """Every reader that pcscd knows now.

    Raises:
        HalError: ABSENT: there is none, or no pcscd.
    """
    hresult, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM)
    _check(hresult, "establish context")
    try:
        hresult, names = scard.SCardListReaders(context, [])
        _check(hresult, "list readers")
    finally:
        scard.SCardReleaseContext(context)
    return tuple(names)


def choose_reader(names: Sequence[str], wanted: str | None) -> str:
    """The one of `names` that contains `wanted`; with None the only one.

    Raises:
        HalError: ABSENT when none fits, and when several do: a till does not guess.
    """
    fitting = [name for name in names if wanted is None or wanted in name]
    match fitting:
        case [reader]:
            return reader
        case []:
            raise HalError(Fault.ABSENT, DEVICE, f"no reader {wanted or ''} among {list(names)}")
        case _:
            raise HalError(Fault.ABSENT, DEVICE, f"which reader is meant? {fitting}")


def _check(hresult: int, step: str) -> None:
    if hresult == _SUCCESS:
        return
    code = hresult & _CODE_MASK
    fault = _FAULTS.get(code, Fault.BROKEN)
    raise HalError(fault, DEVICE, f"{step}: PC/SC {code:08X}")
