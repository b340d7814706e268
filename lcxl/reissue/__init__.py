"""A workbook that is sent again: what its team typed is carried over."""
