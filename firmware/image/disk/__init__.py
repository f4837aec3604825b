"""The partitions of the disk the till started from: found, checked, mounted."""
