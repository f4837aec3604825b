"""What the stall sells and who sells it: master data with their history."""
