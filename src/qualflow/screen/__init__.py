"""Screening: one request asked of many applicants at once, a row a case.

The answers are those that `decide` would give row by row.
"""
