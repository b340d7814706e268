"""One writer for each kind of sheet of meetings.xlsx."""
