"""WHAT EVERY PROGRAM OF OURS NEEDS: log lines, settings, how it ends."""
