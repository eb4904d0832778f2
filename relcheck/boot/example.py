"""Run the example on a rule's page as a deployment: its modules are the application, `process.env` its environment."""

import os
import sys
import tempfile
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from relcheck.boot import environ as values
from relcheck.boot.dotenv import read
from relcheck.boot.lock import differences
from relcheck.boot.lock import read as read_lock
from relcheck.boot.verify import verify
from relcheck.diagnostic import Diagnostic, ordered
from relcheck.facts.boot import Variable
from relcheck.project import Project
from relcheck.rule import Rule

if TYPE_CHECKING:
    from relcheck.boot.probe import Plan
    from relcheck.boot.probe_urls import Endpoint

PROCESS = "process.env"
"""The file of an example that is the process environment, as `docker run --env-file` reads it."""

LOCK = "contract.lock"
"""The file of an example that `verify-env --locked` is given."""

NETWORK = "network.txt"
"""The file of an example that says what `verify-env --probe` would meet: `host:port` and a word, a line each."""


def is_deployment(rule: Rule) -> bool:
    """Whether a rule judges variables at boot, so that its examples are run here."""
    return any(kind is Variable for kind, _ in rule.checks)


def diagnostics(rules: Iterable[Rule], files: Mapping[str, str]) -> tuple[Diagnostic, ...]:
    """What the rules say about an example, given as text by path."""
    with tempfile.TemporaryDirectory() as root:
        for path, text in files.items():
            whole = os.path.join(root, os.path.normpath(path))
            os.makedirs(os.path.dirname(whole), exist_ok=True)
            with open(whole, "w", encoding="utf-8", newline="") as file:
                file.write(text)
        facts = _facts(root, files)
    project = Project()
    return ordered(found for rule in rules for found in rule.judge({Variable: list(facts)}, project))


def _facts(root: str, files: Mapping[str, str]) -> tuple[Variable, ...]:
    targets = [path[:-3].replace("/", ".") for path in files if path.endswith(".py") and "BaseSettings" in files[path]]
    before, directory, device = set(sys.modules), os.getcwd(), values.ROOT
    written = sys.dont_write_bytecode
    os.chdir(root)
    values.ROOT, sys.dont_write_bytecode = root, True
    try:
        environ = read(files.get(PROCESS, ""), "docker", {}, PROCESS)
        plan = _plan(files[NETWORK]) if NETWORK in files else None
        verdict = verify(targets, app_dir=root, environ=environ, contract=LOCK in files, plan=plan)
        seen = differences(read_lock(LOCK), LOCK, verdict.contract, environ) if LOCK in files else ()
        return (*verdict.facts, *seen)
    finally:
        values.ROOT, sys.dont_write_bytecode = device, written
        os.chdir(directory)
        for name in set(sys.modules) - before:
            file = getattr(sys.modules[name], "__file__", None) or getattr(sys.modules[name], "__path__", [""])
            if any(str(path).startswith(root) for path in ([file] if isinstance(file, str) else list(file))):
                del sys.modules[name]


def _plan(network: str) -> "Plan":
    """To probe a network that is only written down; what it does not name answers."""
    from relcheck.boot.probe import Plan

    words = dict(line.split() for line in network.splitlines() if line.strip())

    def look(endpoint: "Endpoint", until: float) -> str:
        word = words.get(f"{endpoint.host}:{endpoint.port}" if endpoint.port else endpoint.host, "answers")
        return "" if word in ("answers", "free") else word

    return Plan(look=look)
