"""What does not keep to the accord."""


class AccordError(Exception):
    """A text from the other side, or from a person, has another form; the message says which."""
