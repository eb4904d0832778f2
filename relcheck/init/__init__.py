"""`relcheck init`: generates what a project needs to be released, from what it contains.

START HERE: `look` sees, `plan` decides which files there shall be, `write` compares them with those there are.
"""
