"""WHAT EVERY PROGRAM OF OURS NEEDS: log lines, and a word to the supervisor. It knows no other room."""
