"""Sheets of the copies for readers outside: cells that may be shown, and nothing behind them."""
