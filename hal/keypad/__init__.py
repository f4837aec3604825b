"""The keypad: logical keys out of a matrix or a USB number pad, and an emulated matrix."""
