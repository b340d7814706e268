"""What single cells amount to."""
