"""Decides which files to make, in the order in which a person wants to read about them."""

from collections.abc import Callable

from relcheck.init import docker, house, platforms, release, settings
from relcheck.init.seen import Asked, File, Seen

Text = Callable[[str], str]


def plan(seen: Seen, asked: Asked, text: Text) -> list[File]:
    """The files. `text` gives what a file of the project holds now, empty where there is none."""
    found: list[File] = []
    if seen.served:
        if not seen.holds(seen.settings):
            found.append(File(seen.settings, settings.render(seen), "the one module that reads the environment"))
        found += release.scripts(seen)
        found.append(File(seen.path("release"), release.release(seen), "migrate, roll back, commands of your own"))
        found += house.example(seen, text)
    if asked.docker and seen.served:
        found.append(File("Dockerfile", docker.dockerfile(seen), "builder and runner stages; verifies at each start"))
        ignored = docker.dockerignore(seen, text(".gitignore"))
        found.append(File(".dockerignore", ignored, "keeps secrets out of the image", "block"))
    for platform in asked.platforms if seen.served else ():
        found += platforms.manifest(platform, seen)
    found += house.configured(seen, text)
    if not seen.above:  # git and the forges look for these at the top of a repository only
        found += house.hook(seen, text)
        found += house.pipeline(seen, asked, text)
    return found
