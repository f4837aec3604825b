"""One HTML file that shows and examines an export on any PC, without a net."""
