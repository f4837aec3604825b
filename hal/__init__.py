"""The hands: devices as ports, drivers named by chip or bus, and emulators below the drivers."""
