"""The page of a digital receipt."""
