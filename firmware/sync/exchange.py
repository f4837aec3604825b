"""One call to a service of FinanzOnline: written, sent, noted, read."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from firmware.sync.endpoint import Endpoint
from firmware.sync.fault import SchemaError, WireError
from firmware.sync.mask import Mask
from firmware.sync.packet import Fields
from firmware.sync.post import HttpPost
from firmware.sync.soap import Contract, Node, Service
from firmware.sync.transcript import Call, Transcript

_DETAIL_MAX: Final = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What carries the calls: the post, the notes of them, and the clocks."""

    post: HttpPost
    transcript: Transcript
    now_utc: Callable[[], datetime]
    monotonic_s: Callable[[], float] = time.monotonic


class Exchange:
    """Calls, one after the other."""

    def __init__(self, endpoint: Endpoint, line: Line) -> None:
        self.endpoint = endpoint
        self._line = line
        self._contracts = {service: Contract(service) for service in Service}

    def now_utc(self) -> datetime:
        """The time the calls are made at."""
        return self._line.now_utc()

    def _url_of(self, service: Service) -> str:
        urls = {
            Service.SESSION: self.endpoint.session_url,
            Service.RKDB: self.endpoint.register_url,
            Service.DATABOX: self.endpoint.databox,
        }
        return urls[service]

    def call(self, service: Service, operation: str, fields: Fields, mask: Mask) -> Node:
        """The element that answers `operation`; what `mask` knows is in no error and no note.

        Raises:
            WireError: no answer that counts.
            SchemaError: the message has not the form of the schema, ours or the service's.
        """
        contract = self._contracts[service]
        request = contract.write(operation, fields)
        url = self._url_of(service)
        at_utc, began_s = self._line.now_utc(), self._line.monotonic_s()
        status, answer, fault = None, "", ""
        try:
            received = self._line.post.send(url, operation, request)
            status, answer = received.status, mask.shown(received.body)
            return contract.read(received, f"{operation}Response")
        except WireError as error:
            masked = WireError(error.fault, mask.over(error.detail)[:_DETAIL_MAX])
            fault = str(masked)
            raise masked from None
        except SchemaError as error:
            fault = mask.over(str(error))[:_DETAIL_MAX]
            raise SchemaError(fault) from None
        finally:
            self._line.transcript.add(
                Call(
                    at_utc=at_utc,
                    took_ms=round((self._line.monotonic_s() - began_s) * 1000),
                    mode=self.endpoint.mode,
                    url=url,
                    operation=operation,
                    request=mask.shown(request),
                    status=status,
                    answer=answer,
                    fault=fault,
                )
            )
