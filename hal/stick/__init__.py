"""The USB stick: found where a mount unit put it, written by its path, given back on demand."""
