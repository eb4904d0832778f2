"""The fixes that rules offer, made into new contents of files."""
