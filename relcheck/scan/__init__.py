"""Searches built artifacts for secrets."""
