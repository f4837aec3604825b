"""Real libraries before emulated devices, in a child process."""

from tests.fakedev.fixtures import bench, fakedev_library

__all__ = ["bench", "fakedev_library"]
