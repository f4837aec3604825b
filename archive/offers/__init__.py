"""Images that tills are offered: signed bundles, for whom they are, and their bytes by pieces."""
