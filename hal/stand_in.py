"""Modules that stand in for others while a library is imported that asks for too much."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType


def module(name: str, **names: object) -> ModuleType:
    """A module with nothing in it but `names`."""
    made = ModuleType(name)
    made.__dict__.update(names)
    return made


@contextmanager
def standing_in(*modules: ModuleType) -> Iterator[None]:
    """Whoever imports one of their names meanwhile gets them; afterwards all is as it was."""
    before = {one.__name__: sys.modules.get(one.__name__) for one in modules}
    sys.modules.update({one.__name__: one for one in modules})
    try:
        yield
    finally:
        for name, former in before.items():
            if former is None:
                del sys.modules[name]
            else:
                sys.modules[name] = former
