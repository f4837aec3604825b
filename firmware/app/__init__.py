"""Where the rooms meet: configuration, wiring, boot, the issue path and the one loop of kassad."""
