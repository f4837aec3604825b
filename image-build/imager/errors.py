"""What stops a build."""


class BuildError(Exception):
    """The image cannot be built; the message says why, and what to do where that helps."""
