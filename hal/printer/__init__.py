"""The thermal printer: port, encoding, driver, the lines it hangs on, and emulated paper."""
