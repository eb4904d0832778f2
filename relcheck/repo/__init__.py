"""Reading a repository: files in, facts out."""
