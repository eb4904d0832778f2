"""Accesses by readers of third-party libraries."""
