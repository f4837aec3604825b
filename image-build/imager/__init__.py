"""Builds the image of the till from pinned Debian packages, the same bytes each time."""
