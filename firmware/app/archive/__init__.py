"""The archive as kassad knows it: told by a file, asked by files, never by the net itself."""
