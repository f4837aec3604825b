"""F 95 below the counter: what a machine can find out of its own parts, beside the selling till."""
