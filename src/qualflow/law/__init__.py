"""The law as a value: expressions, facts, rulebooks, editions."""
