"""FinanzOnline: one order is carried there and its answer brought back (rkdb web service).

A session is opened for an order and closed after it; one that the service let lapse meanwhile is
opened again once. After a registration the service is asked how the thing now stands, as its code
alone does not say it. What may fail for a while raises WireError or LoginError, what can never
work SchemaError; none of them, and nothing in an answer, carries a secret.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Final

import structlog

from firmware.finanzonline.codes import rule
from firmware.finanzonline.order import Act, Answer, Order, Verdict
from firmware.finanzonline.reading import NOT_THERE
from firmware.sync import packet, reply
from firmware.sync.account import Account, Secrets
from firmware.sync.exchange import Exchange
from firmware.sync.fault import LoginError, SchemaError, WireError, WireFault
from firmware.sync.mask import Mask
from firmware.sync.session import Session

log = structlog.get_logger()

_SESSION_OVER: Final = "-1"
#: "Known already": how it stands there decides what that means.
_KNOWN: Final = {Act.REGISTRIERUNG_SE: "B10", Act.REGISTRIERUNG_KASSE: "B1"}

_Write = Callable[[int, datetime], packet.Fields]


class Finanzonline:
    """The two services, spoken to about one order after the other."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._numbers = packet.PacketNumbers()

    def deliver(self, order: Order, secrets: Secrets) -> Answer:
        """Tell the order and take the answer, with the status where that decides.

        Raises:
            WireError: no answer that counts; NO_KEY before kassad has laid the AES key down.
            LoginError: the service let nobody in.
            SchemaError: the order cannot be told in this form.
            AccountError: the AES key lies there unsafely.
        """
        key = None
        if order.act is Act.REGISTRIERUNG_KASSE:
            key = secrets.register_key()
            if key is None:
                raise WireError(WireFault.NO_KEY, str(secrets.register_key_file))
        mask = Mask().also(key or "")

        def write(number: int, now_utc: datetime) -> packet.Fields:
            return packet.telling(order, number, now_utc, key)

        with Session(self._exchange, secrets.account) as session:
            answer = self._call(session, write, mask)
            return self._with_status(session, order, answer)

    def try_login(self, account: Account) -> None:
        """Log in and out, nothing else.

        Raises:
            WireError, LoginError, SchemaError: as `deliver`.
        """
        with Session(self._exchange, account):
            pass

    def _with_status(self, session: Session, order: Order, answer: Answer) -> Answer:
        """The answer to a registration with how it now stands; every other as it is.

        What code 0 says, no question takes back that cannot be asked; one that is answered with
        "not there" does. Without code 0 the question decides.
        """
        known = _KNOWN.get(order.act)
        is_registered = answer.codes == (reply.OK,)
        if known is None or not (is_registered or known in answer.codes):
            return answer

        def write(number: int, now_utc: datetime) -> packet.Fields:
            return packet.asking(order, number, now_utc)

        try:
            asked = self._call(session, write, Mask())
        except SchemaError as error:
            log.error("question not understood", order=order.key, detail=str(error))
            return answer
        except (WireError, LoginError):
            if is_registered:
                return answer
            raise
        if is_registered and NOT_THERE & set(asked.codes):
            return replace(answer, codes=answer.codes + asked.codes)
        if asked.status is None and not is_registered and _is_put_off(order, asked):
            return asked
        return replace(answer, status=asked.status)

    def _call(self, session: Session, write: _Write, mask: Mask) -> Answer:
        answer = self._call_once(session, write, mask)
        if _SESSION_OVER in answer.codes:
            session.renew()
            answer = self._call_once(session, write, mask)
        hidden = mask.also(*session.mask.secrets)
        return replace(
            answer,
            messages=tuple(map(hidden.over, answer.messages)),
            failed_checks=tuple(map(hidden.over, answer.failed_checks)),
        )

    def _call_once(self, session: Session, write: _Write, mask: Mask) -> Answer:
        now_utc = self._exchange.now_utc()
        number = self._numbers.next(now_utc)
        node = session.register(write(number, now_utc), mask)
        return reply.answer_of(node, number, self._exchange.endpoint.mode)


def _is_put_off(order: Order, asked: Answer) -> bool:
    """Whether the question itself has to be asked again (maintenance, session, disturbance)."""
    return reply.OK not in asked.codes and rule(order, asked).verdict is Verdict.LATER
