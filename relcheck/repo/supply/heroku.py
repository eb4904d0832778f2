"""`app.json` and `Procfile` (Heroku, "app.json schema", "The Procfile"); config vars themselves live elsewhere."""

import re
from typing import Any, Final

from relcheck.diagnostic import Span
from relcheck.facts.deployment import Supply, Workload
from relcheck.repo.supply.command import kept
from relcheck.repo.supply.entry import app, given, root_of, supply
from relcheck.repo.supply.value import boolean, literal, text
from relcheck.repo.yaml import load

_PROCESS: Final = re.compile(r"^([A-Za-z0-9_-]+):\s*(.*)$")
_ASSIGNED: Final = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)=(\"[^\"]*\"|'[^']*'|\S*)\s*")
ADDONS: Final = (("heroku-postgresql", "DATABASE_URL"), ("heroku-redis", "REDIS_URL"), ("cloudamqp", "CLOUDAMQP_URL"))


def read(data: bytes, path: str) -> tuple[Any, ...]:
    """`app.json`: Expo and Cloud Run buttons use the same name, and supply nothing."""
    if path.rpartition("/")[2] == "Procfile":
        return _procfile(data, path)
    root, facts = root_of(load(data, path), path)
    if root.get("expo") is not None or root.get("options") is not None or root.get("hooks") is not None:
        return tuple(facts)
    if root.get("env") is None and root.get("addons") is None:
        return tuple(facts)
    name = text(root.get("name")) or "app"
    facts.append(app(path, "heroku", name, opaque=("Heroku config vars",)))
    env = root.get("env")
    for key, value in env.entries() if env else ():
        if value.kind == "scalar":
            facts.append(supply(key, value, "heroku", name, "env", phase="both"))
        elif value.get("generator") is not None:
            facts.append(supply(key, given("generated"), "heroku", name, "env", phase="both"))
        else:
            optional = value.get("required") is not None and not boolean(value.get("required"))
            facts.append(supply(key, value.get("value"), "heroku", name, "env", phase="both", optional=optional))
    addons = root.get("addons")
    for addon in addons.items if addons else ():
        plan = addon if addon.kind == "scalar" else addon.get("plan")
        for prefix, variable in ADDONS:
            if plan is not None and plan.value.startswith(prefix):
                named = text(addon.get("as")) if addon.kind == "map" else ""
                variable = f"{named}_URL" if named else variable
                facts.append(supply(plan, given("platform"), "heroku", name, "addons", rank=10, key=variable))
    return tuple(facts)


def _procfile(data: bytes, path: str) -> tuple[Any, ...]:
    """Processes; assignments before the command supply variables to that process alone."""
    facts: list[Any] = []
    for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), 1):
        process = _PROCESS.match(line)
        if process is None:
            continue
        name, command, column = process[1], process[2], process.start(2)
        position = 0
        while assigned := _ASSIGNED.match(command, position):
            start = column + assigned.start() + 1
            span = Span(path, number, start, number, start + len(assigned[1]))
            meaning = literal(assigned[2].strip("\"'"))
            begin, end = column + assigned.start(2) + 1, column + assigned.end(2) + 1
            given_here = Supply(span, assigned[1], meaning.state, "heroku", name, layer="command", rank=60)
            given_here = given_here._replace(looks=meaning.looks, digest=meaning.digest, line=number, column=begin)
            facts.append(given_here._replace(end_line=number, end_column=end))
            position = assigned.end()
        span = Span(path, number, 1, number, len(name) + 1)
        words = kept(command[position:].split())
        facts.append(Workload(span, "heroku", name, command=words, opaque=("Heroku config vars",)))
    return tuple(facts)
