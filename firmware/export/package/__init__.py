"""One folder with everything of a purpose: its names, its manifest, written whole or not at all."""
