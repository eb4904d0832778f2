"""Functions and objects of a project around an access, and what is made by calling them."""
