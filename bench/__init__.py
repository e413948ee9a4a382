"""How fast qualflow is, beside its peers in the same run: `python -m bench [NAME]…`."""
