"""Accesses by the standard library's ways to the environment."""
