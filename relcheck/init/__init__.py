"""What a project needs to be released, made from what can be seen of it: `relcheck init`.

START HERE: `look` sees, `plan` decides which files there shall be, `write` compares them with those there are.
"""
