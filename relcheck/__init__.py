"""relcheck: one runtime config module, no secret in the image, no container without its variables."""

__version__ = "0.1.0"
