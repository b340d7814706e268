"""Every word a person reads in a workbook, and how it looks: TOML, no logic."""
