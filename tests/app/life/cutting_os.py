"""`os` with a plug: what is left of files when the power goes between two calls."""

import os

from firmware.desk.power import PowerCutError


class CuttingOs:
    """`os` whose n-th call is the last."""

    def __init__(self, calls: int) -> None:
        self._left = calls

    def __getattr__(self, name: str) -> object:
        attribute = getattr(os, name)
        if not callable(attribute):
            return attribute

        def call(*arguments: object, **options: object) -> object:
            self._left -= 1
            if self._left < 0:
                raise PowerCutError(name)
            return attribute(*arguments, **options)

        return call
