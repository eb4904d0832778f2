"""REL9: files that cannot be read, suppressions nobody needs, keys that do not exist."""
