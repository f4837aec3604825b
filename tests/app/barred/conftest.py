"""Sticks and partitions that are really mounted."""

from tests.stickfs.fixtures import plug_folder

__all__ = ["plug_folder"]
