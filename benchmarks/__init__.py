"""How long lcxl takes, as ratios to named peers: ``python -m benchmarks``."""
