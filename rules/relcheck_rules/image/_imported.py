"""Which files of the project a step of an image build imports, as far as its command tells."""

from posixpath import join, normpath

from relcheck.facts.image import PythonStep
from relcheck.project import Project

_SHARED = ("__init__", "base", "common", "default", "defaults", "main", "settings")
"""What settings of all environments are called, as far as they are made of several modules."""


def modules(step: PythonStep, project: Project) -> set[str]:
    """The files that a step is known to import: its targets, and the runtime config module for Django."""
    if step.kind == "tool":
        return set()
    if step.kind == "django":
        every = {path for path in project.runtime if "settings" in path}
        shared = {path for path in every if path.rpartition("/")[2].removesuffix(".py") in _SHARED}
        return shared or every  # which of the others is told by a variable
    known = {access.span.path for access in project.accesses} | {one.span.path for one in project.instances}
    found: set[str] = set()
    for target in step.targets:
        if step.kind == "script":
            names = [normpath(target.lstrip("/"))]
        else:
            base = target.replace(".", "/")
            names = [f"{base}.py", f"{base}/__init__.py", f"{base}/__main__.py"]
        for name in names:
            short = name.split("/", 1)[-1] if name.startswith(("app/", "code/", "src/", "usr/")) else name
            for choice in (join(step.folder, name), name, join(step.folder, short), short, f"src/{name}"):
                if choice in known:
                    found.add(choice)
                    break
            else:
                ending = [path for path in known if path.endswith(f"/{short}")]
                found.update(ending if len(ending) == 1 else ())
        package = target.partition(".")[0]
        if step.kind != "script" and package:  # what a package starts with is, first of all, its settings
            found.update(path for path in project.runtime if f"/{path}".count(f"/{package}/"))
    return found
