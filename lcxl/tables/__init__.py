"""The combined data as tidy tables."""
