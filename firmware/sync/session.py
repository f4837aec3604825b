"""A session with FinanzOnline: opened for what is to be told, closed after it."""

from typing import Self

from firmware.process.logs import get_logger
from firmware.sync import reply
from firmware.sync.account import Account
from firmware.sync.exchange import Exchange
from firmware.sync.fault import LoginError, SchemaError, WireError, WireFault
from firmware.sync.mask import Mask
from firmware.sync.packet import Fields
from firmware.sync.soap import Node, Service

log = get_logger()

#: A line that is dead is not asked again for a good-bye; the service lets the session lapse.
_DEAD: frozenset[WireFault] = frozenset(
    {WireFault.UNREACHABLE, WireFault.UNTRUSTED, WireFault.SLOW}
)


class Session:
    """Logged in between `with` and its end.

    Entering and `renew` raise:
        LoginError: the service let nobody in.
        WireError, SchemaError: as `Exchange.call`.
    """

    def __init__(self, exchange: Exchange, account: Account) -> None:
        self._exchange = exchange
        self._account = account
        self._id = ""
        self.mask = Mask().also(account.participant, account.user, account.pin)

    def __enter__(self) -> Self:
        self.renew()
        return self

    def __exit__(self, _kind: object, error: object, _trace: object) -> None:
        if isinstance(error, WireError) and error.fault in _DEAD:
            return
        fields = {**self._who(), "id": self._id}
        try:
            code, _ = reply.code_of(self._call(Service.SESSION, "logout", fields, self.mask))
        except (WireError, SchemaError) as failed:
            log.warning("not logged out", detail=str(failed))
        else:
            log.debug("logged out", code=code)

    def renew(self) -> None:
        """Log in, for the first time or again."""
        fields = {
            **self._who(),
            "pin": self._account.pin,
            "herstellerid": self._exchange.endpoint.manufacturer,
        }
        answer = self._call(Service.SESSION, "login", fields, self.mask)
        code, words, session = reply.login_of(answer)
        if code != reply.OK:
            raise LoginError(code, self.mask.over(words))
        self._id = session
        self.mask = self.mask.also(session)

    @property
    def mode(self) -> str:
        """T for test or P for production, as the register service has it."""
        return self._exchange.endpoint.mode

    def register(self, fields: Fields, mask: Mask) -> Node:
        """A call to the register service (rkdbRequest); `mask` may know more than this session.

        Raises:
            WireError, SchemaError: as `Exchange.call`.
        """
        head = {**self._who(), "id": self._id, "art_uebermittlung": self.mode}
        masked = mask.also(*self.mask.secrets)
        return self._call(Service.RKDB, "rkdb", {**head, **fields}, masked)

    def databox(self, operation: str, fields: Fields) -> Node:
        """A call to the DataBox (getDatabox, getDataboxEntry).

        Raises:
            WireError, SchemaError: as `Exchange.call`.
        """
        head = {**self._who(), "id": self._id}
        return self._call(Service.DATABOX, operation, {**head, **fields}, self.mask)

    def _who(self) -> Fields:
        return {"tid": self._account.participant, "benid": self._account.user}

    def _call(self, service: Service, operation: str, fields: Fields, mask: Mask) -> Node:
        return self._exchange.call(service, operation, fields, mask)
