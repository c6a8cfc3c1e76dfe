"""What the figures mean: shares with their intervals, periods, and what must be hidden. Pure: no database, no words."""
