"""What each reader may see: display, suppression, what was shown before."""
