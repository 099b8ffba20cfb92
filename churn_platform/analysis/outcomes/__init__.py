"""What became of the customers of a snapshot: who left within the horizon after it."""
