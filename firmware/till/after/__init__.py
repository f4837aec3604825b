"""After the receipt: copies and codes, cancellation and return, late entries."""
