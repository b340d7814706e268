"""Wishes: each is a patch beside its test, touches what the test says, and works for its user."""
