"""The buzzer: short tunes on a pin, and one that only remembers."""
