"""REL3: a library takes arguments, not environment variables."""
