"""The cash drawer: port, the two ways to open it, and an emulated one."""
