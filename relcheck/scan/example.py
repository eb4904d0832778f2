"""Run the example on a rule's page as built trees: each directory is an artifact, `process.env` the environment."""

import os
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import chdir
from typing import Final

from relcheck.diagnostic import Diagnostic, ordered
from relcheck.project import Project
from relcheck.rule import Rule
from relcheck.scan.run import scan
from relcheck.secret import is_secret

PROCESS: Final = "process.env"
"""The file of an example that is the environment, one `NAME=value` a line."""


def diagnostics(rules: Iterable[Rule], files: Mapping[str, str]) -> tuple[Diagnostic, ...]:
    """What the rules say about an example, given as text by path."""
    environ = dict(line.split("=", 1) for line in files.get(PROCESS, "").splitlines() if "=" in line)
    secrets = {name: value for name, value in environ.items() if is_secret(name)}
    with tempfile.TemporaryDirectory() as root, chdir(root):
        for path, text in files.items():
            os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
            with open(path, "w", encoding="utf-8", newline="") as file:
                file.write(text)
        found = scan(sorted({path.partition("/")[0] for path in files if "/" in path}), secrets, environ)
    project = Project(found.facts)
    return ordered(said for rule in rules for said in rule.judge(project.facts, project))
