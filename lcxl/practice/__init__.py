"""How a collaborative is planned and held: plain data and checks, no sheets."""
