"""The sticks, for the tests of the sticks."""

from tests.stickfs.fixtures import plug_fat, plug_folder

__all__ = ["plug_fat", "plug_folder"]
