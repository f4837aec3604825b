"""httpcore, imported without what it looks for certificates with.

It would take certifi's authorities where nobody gives it a context for TLS; we always do. Finding
that file brings archives and their three packers along: a MiB of a process that sends rows.
"""

from typing import NoReturn

from hal.stand_in import module, standing_in


def _refuse() -> NoReturn:
    raise RuntimeError("httpcore was given no context for TLS")


with standing_in(module("certifi", where=_refuse)):
    import httpcore

__all__ = ("httpcore",)
