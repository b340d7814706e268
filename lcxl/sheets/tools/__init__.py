"""One writer for each kind of sheet of a team's own tools."""
