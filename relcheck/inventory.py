"""What the installed dependencies of a project do with the environment: what a service listens to besides."""

import os
from typing import Any

from relcheck.api import Options
from relcheck.config import Config
from relcheck.lazy import require
from relcheck.repo.cache import DIRECTORY, Cache
from relcheck.repo.collect import collect, remember
from relcheck.repo.discover import Files
from relcheck.repo.installed import distributions
from relcheck.repo.readers import PYTHON


def inventory(
    site: str,
    config: Config,
    options: Options = Options(),  # noqa: B008
    *,
    names: frozenset[str] = frozenset(),
    allowed: bool = False,
) -> list[dict[str, Any]]:
    """Which distributions in a site-packages directory read which variables: when, and the first place.

    `names` are the distributions to look at, all if empty; `allowed` shows the variables of everybody, too.
    """
    require("libcst")
    found = [one for one in distributions(site) if not names or one.name in names]
    readers = {path: PYTHON for one in found for path in one.files}
    cache = Cache(os.path.join(os.path.abspath(config.root), DIRECTORY, "dependencies")) if options.cache else None
    if cache:
        cache.load()
    files = Files(site, readers)
    facts = collect(files, cache, jobs=options.jobs, progress=options.progress)
    if cache and facts.fresh:
        remember(cache, files, facts, linked=None, partial=bool(names))
    python = facts.python
    rows = []
    for one in found:
        variables: dict[str, dict[str, Any]] = {}
        for access in (access for path in one.files if path in python for access in python[path].accesses):
            name = access.variable
            if access.direction != "read" or not name.strip("*") or (config.allows(name) and not allowed):
                continue
            row = {"name": name, "import": False, "call": False, "path": access.span.path, "line": access.span.line}
            variables.setdefault(name, row)[access.time] = True
        if variables:
            listed = [variables[name] for name in sorted(variables)]
            rows.append({"name": one.name, "version": one.version, "variables": listed})
    return rows
