"""The open sale: what is booked, taken off, discounted, laid aside."""
