"""What is wrong with the log of heads, or with somebody it asks."""


class HeadsError(Exception):
    """The log is not what it was, or an answer is not to be believed; the message says which."""


class UnreachableError(HeadsError):
    """A witness or a stamping authority does not answer now; asking again later is all there is."""
