"""Histories, what the world observed: can it have happened lawfully, and how?"""
