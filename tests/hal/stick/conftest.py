"""Sticks that are really mounted."""

from tests.stickfs.fixtures import plug_fat, plug_folder

__all__ = ["plug_fat", "plug_folder"]
