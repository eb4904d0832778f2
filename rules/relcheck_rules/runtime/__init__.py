"""REL1: configuration is read at run time, in one place."""
