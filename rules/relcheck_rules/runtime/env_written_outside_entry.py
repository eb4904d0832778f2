"""
The environment is changed in the middle of the program.

## Why is this bad?

The environment is one global variable of the process and its children. Writing it changes what other
modules read, depending on the order of imports; `load_dotenv()` in a module does so with every line of
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

What one function writes is reported once. A `setdefault` in the runtime config module is a default, and not reported.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Confidence, Diagnostic, Related
from relcheck.facts.python import Access
from relcheck.project import Project
from relcheck.rule import Rule
from relcheck_rules.runtime._writes import gravity, habits

rule = Rule(
    code="REL104",
    name="env-written-outside-entry",
    since="0.1.0",
    message="{subject} is written outside the entry point",
    help="pass the value as an argument, or write it where the program starts",
    page=__doc__,
)
_CALL = "call it where the program starts, or name the file as `env_file` of the settings class"
_FILLED = "the environment is filled from a file outside the entry point"


@rule.over_project
def check(project: Project) -> Iterator[Diagnostic]:
    for access, places in habits(project, _judged):
        yield _told(project.foreign(access), places)


def _judged(access: Access, project: Project) -> str:
    """How grave a write is; empty where it is none of this rule's."""
    path = access.span.path
    if project.role(path) != "application" or project.is_entry(path):
        return ""
    if access.names and all(project.allows(name) for name in access.names):
        return ""
    if project.is_runtime(path) and access.kind in ("setdefault", "library"):
        return ""  # a default, written where defaults are; and it may say where the environment comes from
    called = access.parameter and not access.names and project.is_called(access)  # its callers are told
    return "" if called else gravity(access)


def _told(access: Access, places: list[Related]) -> Diagnostic:
    sure: Confidence = "low" if access.guessed else "high"
    if access.kind == "library":
        return rule.at(access, message=_FILLED, help=_CALL, confidence=sure)
    return rule.at(access, severity=gravity(access), confidence=sure, related=places)
