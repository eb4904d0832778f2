"""What an artifact is packed from: MANIFEST.in, setup.cfg, pyproject.toml, build code and requirement files."""
