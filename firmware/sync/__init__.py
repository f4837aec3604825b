"""THE POST: a process of its own that speaks to the net; it only reads the book.

It owns no device, no card and no AES key; what it learns it lays down in files of its own, and
kassad enters that in the book.
"""
