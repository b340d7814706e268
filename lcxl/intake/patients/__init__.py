"""What gives a patient away, and is not read."""
