"""Another image in the other slot: examined, installed, tried, confirmed or given up."""
