"""What stands on paper, for any width."""
