"""One module per platform: `render(seen)` makes the manifest, with every variable and no secret value."""

from importlib import import_module

from relcheck.init.seen import File, Seen


def manifest(platform: str, seen: Seen) -> list[File]:
    """The files of one platform."""
    made: list[File] = import_module(f"relcheck.init.platforms.{platform}").render(seen)
    return made
