"""The settings that other modules can import: an instance at the top of a module, or a cached function."""

import ast
from collections.abc import Callable
from typing import Final, NamedTuple

from relcheck.facts.python import Instance, SettingsClass
from relcheck.fix.cycle import Find
from relcheck.fix.module import Module, Withheld
from relcheck.project import Project

_FILES: Final = ("_env_file", "_env_file_encoding")


class Source(NamedTuple):
    """A settings class with an instance that other modules can import; `access` is what one writes after it."""

    cls: SettingsClass
    instance: Instance
    name: str
    call: bool
    line: int = 0  # from here on its file can ask it
    fresh: bool = False  # each call reads the environment anew


def sources_of(project: Project, load: Callable[[str], Module | None], find: Find) -> list[Source]:
    """The settings that can be imported, those of runtime config modules first, large ones before small ones."""
    classes = {(cls.span.path, cls.name): cls for cls in project.classes if cls.library != "model"}
    found = []
    for instance in project.instances:
        path = instance.span.path
        if project.role(path) not in ("application", "library"):
            continue
        place = (path, instance.cls)
        if place not in classes:
            place = find(instance.cls, path) or place
        cls = classes.get(place)
        module = load(path) if cls is not None else None
        if cls is None or module is None or not _harmless(instance):
            continue
        if given := _given_out(instance, module):
            name, line, fresh = given
            found.append(Source(cls, instance, name, bool(instance.scope), line, fresh))
    return sorted(found, key=lambda one: (not project.is_runtime(one.instance.span.path), -len(one.cls.fields)))


def _harmless(instance: Instance) -> bool:
    """Whether an instance is what the class makes of the environment; an env file beside it is told as a risk."""
    return all(word in _FILES or not word.startswith(("_", "*")) for word in instance.keywords)


def _given_out(instance: Instance, module: Module) -> tuple[str, int, bool] | None:
    """The module's name that holds an instance, or the function that returns one: from which line, and if anew."""
    try:
        for node in module.tree.body:
            name, value = _held(node)
            if not isinstance(value, ast.Call) or name != (instance.scope or instance.target):
                continue
            if module.corners(value) == instance.span[1:] and module.bound.get(name) == 1:
                fresh = isinstance(node, ast.FunctionDef) and not node.decorator_list
                return name, node.end_lineno or node.lineno, fresh
    except Withheld:
        pass
    return None


def _held(node: ast.stmt) -> tuple[str, ast.expr | None]:
    """A name of a module, and what it holds or, as a function without arguments, returns."""
    if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
        return node.targets[0].id, node.value
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return node.target.id, node.value
    if isinstance(node, ast.FunctionDef) and _is_plain(node) and isinstance(node.body[-1], ast.Return):
        return node.name, node.body[-1].value
    return "", None


def _is_plain(node: ast.FunctionDef) -> bool:
    """Whether a function takes nothing, and is cached, or does nothing but return."""
    arguments = node.args
    if any((arguments.args, arguments.posonlyargs, arguments.kwonlyargs, arguments.vararg, arguments.kwarg)):
        return False
    names = [ast.unparse(one.func if isinstance(one, ast.Call) else one) for one in node.decorator_list]
    if not names:
        return len(node.body) == 1 or (len(node.body) == 2 and isinstance(node.body[0], ast.Expr))
    return len(names) == 1 and names[0].rpartition(".")[2] in ("lru_cache", "cache")
