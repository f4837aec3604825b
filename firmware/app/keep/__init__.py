"""Copies that outlive the till: snapshots in turn, the second medium, the reminder."""
