"""Slides with charts that can be edited: what is on them, and how a file is made of it."""
