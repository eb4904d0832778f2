"""Where modules are: paths to dotted names, and imports to paths."""


def dotted(path: str) -> str:
    """The module's name by its path: `src/shop/config.py` is `shop.config`."""
    parts = path.removesuffix(".py").removesuffix(".pyw").removesuffix(".ipynb").split("/")
    if parts and parts[-1] == "__init__":
        parts.pop()
    while len(parts) > 1 and parts[0] in ("src", ".", ""):
        parts.pop(0)
    return ".".join(parts)
