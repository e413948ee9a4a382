"""Approval procedures as values: run them, ask them, prove what was decided."""
