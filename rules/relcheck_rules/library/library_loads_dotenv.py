"""
A library fills the environment from a `.env` file.

## Why is this bad?

The file is the application's, and so is the decision to read it. A library that calls `load_dotenv()` brings
variables into a process whose author never asked for them, and which other libraries then obey; in
production it reads whatever file happens to lie in the working directory.

## Bad

```toml
# pyproject.toml
[project]
name = "shopmail"
version = "1"
```

```python
# shopmail/__init__.py
from dotenv import load_dotenv

load_dotenv()
^^^^^^^^^^^^^ this library fills the application's environment from a file
```

## Good

```toml
# pyproject.toml
[project]
name = "shopmail"
version = "1"
```

```python
# shopmail/__init__.py
def send(text: str, *, host: str) -> None:
    deliver(text, host)
```

## When to allow it

Never in what others import. A command that the library also installs may do it in its `main()`.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic
from relcheck.facts.python import Access
from relcheck.project import Project
from relcheck.rule import Rule

rule = Rule(
    code="REL303",
    name="library-loads-dotenv",
    since="0.1.0",
    message="this library fills the application's environment from a file",
    help="leave it to the application, or read the file with `dotenv_values()` and hand on what is in it",
    page=__doc__,
    severity="error",
)


@rule.on(Access)
def check(access: Access, project: Project) -> Iterator[Diagnostic]:
    path = access.span.path
    loads = access.kind == "library" and access.direction == "write"
    if loads and project.role(path) == "library" and not project.is_entry(path):
        yield rule.at(access, confidence="low" if access.guessed else "high")
