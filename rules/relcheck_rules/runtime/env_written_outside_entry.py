"""
The environment is changed in the middle of the program.

## Why is this bad?

The environment is one global variable of the whole process, and of every child. Who writes it changes
what others read, depending on who is imported first; `load_dotenv()` in a module does so with every line of
a file, in tests and in production alike.

## Bad

```python
# shop/llm.py
import os

from dotenv import load_dotenv

load_dotenv()
^^^^^^^^^^^^^ the environment is filled from a file outside the entry point


def connect(key: str) -> None:
    os.environ["OPENAI_API_KEY"] = key
    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `OPENAI_API_KEY` is written outside the entry point
```

## Good

```python
# shop/llm.py
def connect(key: str) -> "Client":
    return Client(api_key=key)
# manage.py
import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
    main(sys.argv)
```

A child gets its own copy:

```python
# shop/tools.py
import os
import subprocess


def render(path: str) -> None:
    subprocess.run(["render", path], env={**os.environ, "RENDER_THREADS": "1"})
```

## When to allow it

For a library that can be told by its variable only, before it is imported, and best in the entry point. Variables that
are well known to be one of those (`TOKENIZERS_PARALLELISM`, `RAY_*`) are notes.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Confidence, Diagnostic, Related, Severity
from relcheck.facts.python import Access
from relcheck.project import Project
from relcheck.rule import Rule
from relcheck.secret import is_secret
from relcheck_rules.deployment._others import read_by_others
from relcheck_rules.runtime._writes import writes

rule = Rule(
    code="REL104",
    name="env-written-outside-entry",
    since="0.1.0",
    message="{subject} is written outside the entry point",
    help="pass the value as an argument, or write it where the program starts",
    page=__doc__,
)
_FILLED = "the environment is filled from a file outside the entry point"


@rule.over_project
def check(project: Project) -> Iterator[Diagnostic]:
    for access, again in writes(project):
        yield from _judge(access, again, project)


def _judge(access: Access, again: list[Related], project: Project) -> Iterator[Diagnostic]:
    path = access.span.path
    if project.role(path) != "application" or project.is_entry(path):
        return
    if access.names and all(project.allows(name) for name in access.names):
        return
    if access.kind == "setdefault" and project.is_runtime(path):  # a default, written where defaults are
        return
    if access.parameter and not access.names and project.is_called(access):  # its callers are told
        return
    if access.kind != "library":
        others = bool(access.names) and all(map(_tells_a_library, access.names))
        severity: Severity = "info" if others else "warning"
        confidence: Confidence = "low" if access.guessed else "high"
        yield rule.at(project.foreign(access), severity=severity, confidence=confidence, related=again)
    elif not project.is_runtime(path):  # the runtime config module may say where the environment comes from
        yield rule.at(
            project.foreign(access),
            message=_FILLED,
            help="call it where the program starts, or name the file as `env_file` of the settings class",
            confidence="low" if access.guessed else "high",
        )


def _tells_a_library(name: str) -> bool:
    return "_" in name and read_by_others(name) and not is_secret(name)
