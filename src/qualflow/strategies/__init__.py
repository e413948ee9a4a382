"""Hypothesis strategies behind `qualflow.testing`; import them from there."""
