"""REL2: an artifact carries no secret and freezes no configuration."""
