"""Texts and calendar files made from what lcxl knows."""
