"""Formats that other tools read: bytes in, bytes out."""
