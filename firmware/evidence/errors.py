"""What cannot be believed."""


class EvidenceError(Exception):
    """A proof, a note or a key that is not what it should be; the message says why, in English."""
