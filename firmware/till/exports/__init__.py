"""What leaves the till on a stick, as the counter sees it: asked for, under way, done."""
