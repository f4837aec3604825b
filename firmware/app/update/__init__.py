"""Updates of the image below the till, as far as kassad has to do with them."""
