"""Who calls a builder, and what is handed to it: CI pipelines, bake files, Makefiles and scripts."""
