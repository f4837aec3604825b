"""FinanzOnline: one order is carried there and its answer brought back (rkdb web service).

A session is opened for an order and closed after it; one that the service let lapse meanwhile is
opened again once. After a registration the service is asked how the thing now stands, as its code
alone does not say it; what was only received is looked for in the DataBox the next time. What may
fail for a while raises WireError or LoginError, what can never work SchemaError; none of them, and
nothing in an answer, carries a secret.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from firmware.finanzonline.codes import rule
from firmware.finanzonline.order import Act, Answer, Order, Verdict
from firmware.finanzonline.reading import NOT_THERE
from firmware.process.logs import get_logger
from firmware.sync import packet, reply
from firmware.sync.account import Account, Secrets
from firmware.sync.databox import Slip, look_for
from firmware.sync.exchange import Exchange
from firmware.sync.fault import LoginError, SchemaError, WireError, WireFault
from firmware.sync.mask import Mask
from firmware.sync.session import Session

log = get_logger()

_SESSION_OVER: Final = "-1"
#: "Known already": how it stands there decides what that means.
_KNOWN: Final = {Act.REGISTRIERUNG_SE: "B10", Act.REGISTRIERUNG_KASSE: "B1"}
#: After so long without a letter nobody will check that receipt by itself any more.
LONGEST_WAIT: Final = timedelta(hours=24)

_Write = Callable[[int, datetime], packet.Fields]


class Finanzonline:
    """The two services, spoken to about one order after the other."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._numbers = packet.PacketNumbers()
        # By the order; forgotten with the process, and the order is told again.
        self._slips: dict[str, Slip] = {}

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
            awaited = self._awaited(session, order)
            if awaited is not None:
                return awaited
            told, slip = self._call(session, write, mask)
            answer = self._with_status(session, order, told)
            if not _is_received(order, answer):
                return answer
            self._slips[order.key] = slip
            return replace(answer, is_slip=True)

    def try_login(self, account: Account) -> None:
        """Log in and out, nothing else.

        Raises:
            WireError, LoginError, SchemaError: as `deliver`.
        """
        with Session(self._exchange, account):
            pass

    def _awaited(self, session: Session, order: Order) -> Answer | None:
        """What became of an order that was only received; None where it is to be told now."""
        slip, now_utc = self._slips.pop(order.key, None), self._exchange.now_utc()
        if slip is None:
            return None
        answer, slip = look_for(slip, session, now_utc)
        if answer is not None:
            return self._with_status(session, order, _masked(answer, session.mask))
        if order.act is not Act.BELEGPRUEFUNG:
            # Told twice it is known already; a receipt checked twice is counted twice.
            return None
        if not timedelta(0) <= now_utc - slip.sent_utc < LONGEST_WAIT:
            return Answer(codes=(reply.OK,))
        self._slips[order.key] = slip
        return Answer(codes=(reply.OK,), is_slip=True)

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
            asked, _ = self._call(session, write, Mask())
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

    def _call(self, session: Session, write: _Write, mask: Mask) -> tuple[Answer, Slip]:
        """The answer, and which packet it is to."""
        answer, slip = self._call_once(session, write, mask)
        if _SESSION_OVER in answer.codes:
            session.renew()
            answer, slip = self._call_once(session, write, mask)
        return _masked(answer, mask.also(*session.mask.secrets)), slip

    def _call_once(self, session: Session, write: _Write, mask: Mask) -> tuple[Answer, Slip]:
        now_utc = self._exchange.now_utc()
        number = self._numbers.next(now_utc)
        node = session.register(write(number, now_utc), mask)
        return reply.answer_of(node, number, session.mode), Slip(number=number, sent_utc=now_utc)


def _is_received(order: Order, answer: Answer) -> bool:
    """Whether code 0 says no more than that: no result of the check, nothing registered."""
    if order.act is Act.BELEGPRUEFUNG:
        return answer.codes == (reply.OK,) and answer.is_passed is None
    return order.act in _KNOWN and reply.OK in answer.codes and bool(NOT_THERE & set(answer.codes))


def _masked(answer: Answer, mask: Mask) -> Answer:
    return replace(
        answer,
        messages=tuple(map(mask.over, answer.messages)),
        failed_checks=tuple(map(mask.over, answer.failed_checks)),
    )


def _is_put_off(order: Order, asked: Answer) -> bool:
    """Whether the question itself has to be asked again (maintenance, session, disturbance)."""
    return reply.OK not in asked.codes and rule(order, asked).verdict is Verdict.LATER
