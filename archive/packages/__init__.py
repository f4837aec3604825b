"""Day packages and other ZIPs of exports: taken in, examined, held against the log, kept."""
