"""A password or token that no representation, log line or traceback shows."""


class Secret:
    """Text that is shown to the service it belongs to, and nowhere else.

    Raises:
        ValueError: empty, or with a character that no header or password may have; says not which.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str | bytes) -> None:
        # errors="replace" so that not even a decoding error can carry a byte of it.
        self._text = text if isinstance(text, str) else text.decode("utf-8", errors="replace")
        if not self._text or not self._text.isprintable() or "\ufffd" in self._text:
            raise ValueError("the secret is empty or has characters that cannot be printed")

    def reveal(self) -> str:
        """The text; call it where the request is built and give the result no name."""
        return self._text

    def __repr__(self) -> str:
        return "Secret(hidden)"
