"""What accounts do not take."""


class AccountError(Exception):
    """What was asked for cannot be; the message says why, in English."""
