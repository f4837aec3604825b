"""Examines a whole export: manifest, DEP, journal and tables against each other."""
