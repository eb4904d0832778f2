"""relcheck: checks how a Python service is configured, from the editor to the start of its container."""

__version__ = "0.1.0"
