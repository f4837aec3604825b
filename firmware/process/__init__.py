"""WHAT EVERY PROGRAM OF OURS NEEDS: log lines, and a word to the supervisor; no other room."""
