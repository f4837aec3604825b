"""The card terminal on the net: port, ZVT codec and driver, and an emulated terminal."""
