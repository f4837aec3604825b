"""The stick at work: watched, written by a thread of its own, let go."""
