"""What somebody must be told: found, written down once, mailed, posted, and cleared."""
