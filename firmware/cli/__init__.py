"""The command line `kassa`: commission, simulate, demo, export, verify, status."""
