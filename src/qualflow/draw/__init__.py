"""State charts, as text that other programs draw."""
