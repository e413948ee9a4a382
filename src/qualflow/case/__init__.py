"""The life of a case: commands, events, decisions, case files."""
