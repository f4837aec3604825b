"""What a checker says when something does not hold."""


class BrokenError(Exception):
    """Something that must hold does not; `kind` is which checker found it."""

    def __init__(self, kind: str, words: str) -> None:
        super().__init__(f"{kind}: {words}")
        self.kind = kind
