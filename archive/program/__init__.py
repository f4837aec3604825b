"""The programs: settings, what they are put together from, the command line."""
