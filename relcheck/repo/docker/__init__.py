"""Reading Dockerfiles: physical lines, instructions, words, shell commands, stages, and what stays in the image.

Written here because every fact needs the place of a word, and a fix the place of a flag: the parsers on
PyPI give lines at best, and the most used one takes heredoc bodies for instructions.
"""
