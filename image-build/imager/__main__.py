"""`python -m imager`."""

from imager.main import run

run()
