"""The floors of the house: imports point down, rooms do not see each other, each danger has one owner."""

import ast
import json
from pathlib import Path
from typing import Final

import pytest
import relcheck_rules

import relcheck
from relcheck.ruff import binary

HOME: Final = Path(relcheck.__file__).parent
RULES: Final = Path(relcheck_rules.__file__).parent

ROOMS: Final = ("repo", "boot", "ruff", "fix", "render", "scan", "contract")
FLOORS: Final = {
    **dict.fromkeys(("errors", "glob", "lazy", "whole"), 0),
    "diagnostic": 1,
    **dict.fromkeys(("facts", "config", "page", "names", "secret"), 2),
    **dict.fromkeys(("rule", "project", "homes", "joined", "asked"), 3),
    **dict.fromkeys(("selection", "suppress", "directives", "comments", "layout", "masks", "excerpt", "pylex"), 4),
    **dict.fromkeys(("baseline", "overlap", "silence", "unneeded", "configfile", "types", "schemas"), 4),
    **dict.fromkeys(("engine", "registry"), 5),
    **dict.fromkeys(ROOMS, 6),
    **dict.fromkeys(("add_ignore", "recall", "marks"), 7),
    "api": 8,
    **dict.fromkeys(("repair", "inventory"), 9),
    "init": 9,
    "server": 10,
    **dict.fromkeys(("cli", "testing"), 11),
    "__main__": 12,
}
"""The floor of each room; a room sees the floors below it, and those beside it where the floor is shared."""
SHARED: Final = (0, 2, 3, 4)
MEETINGS: Final = {
    ("repo", "ruff"): "discovery is ruff's",
    ("scan", "boot"): "the secrets to look for come from the settings class",
    ("contract", "boot"): "the contract is made from the class, too",
    ("contract", "repo"): "and from its source",
    ("scan", "render"): "a scan is printed in the formats of a lint",
    ("boot", "render"): "and so is a boot",
    ("ruff", "render"): "ruff's findings are merged into the report",
    ("scan", "contract"): "what is secret is in the contract",
    ("boot", "contract"): "a lock remembers the contract",
    ("scan", "repo"): "the secrets to look for come from the source, too",
    ("fix", "repo"): "a fix needs the bindings that a fact came from",
}
"""Rooms of one floor that meet, and why."""


def imports() -> list[tuple[str, str]]:
    """Every import of one module of relcheck by another, as ruff sees them, the lazy ones among it."""
    done = binary.ruff("analyze", "graph", "--isolated", "--preview", str(HOME), cwd=str(HOME.parent))
    graph: dict[str, list[str]] = json.loads(done.stdout)
    assert graph
    # Beside an installed relcheck lie other packages, which ruff follows as well.
    inside = {path: [other for other in others if "relcheck" in Path(other).parts] for path, others in graph.items()}
    return [(_room(path), _room(other)) for path, others in inside.items() for other in others]


JOINED: Final = ("facts/context.py", "facts/leak.py")
"""Facts that are made of others once the project is known."""


def _room(path: str) -> str:
    if path.endswith(JOINED):
        return "joined"
    parts = Path(path).parts
    inside = parts[parts.index("relcheck") + 1 :]
    return inside[0].removesuffix(".py")


def test_every_room_has_a_floor() -> None:
    rooms = {path.stem for path in HOME.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    assert rooms - {"__init__"} <= set(FLOORS), "say in FLOORS where the new room lies"


def test_imports_point_down() -> None:
    wrong = set()
    for room, other in imports():
        if room == other or "__init__" in (room, other):
            continue
        beside = FLOORS[room] == FLOORS[other] and (FLOORS[room] in SHARED or (room, other) in MEETINGS)
        if FLOORS[other] >= FLOORS[room] and not beside:
            wrong.add(f"{room} imports {other}")
    assert not wrong


PYTHON: Final = "tables syntax scopes meaning statements accesses libraries helpers settings linking".split()
"""The packages of the Python reader: each imports only those before it."""


def test_the_packages_of_the_python_reader_build_on_each_other() -> None:
    home = HOME / "repo" / "python"
    assert {path.parent.name for path in home.glob("*/__init__.py")} == set(PYTHON)
    wrong = set()
    for path in home.glob("*/*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            name = node.module if isinstance(node, ast.ImportFrom) and node.module else ""
            other = name.removeprefix("relcheck.repo.python.").partition(".")[0]
            if other in PYTHON and PYTHON.index(other) > PYTHON.index(path.parent.name):
                wrong.add(f"{path.parent.name}/{path.name} imports {other}")
    assert not wrong


@pytest.mark.parametrize("path", sorted(RULES.rglob("*.py")), ids=lambda path: path.stem)
def test_a_rule_sees_the_waist_and_the_standard_library(path: Path) -> None:
    allowed = ("facts", "diagnostic", "rule", "project", "names", "secret", "config")
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        for name in names:
            if name.startswith("relcheck."):
                assert name.split(".")[1] in allowed, f"{path.name} imports {name}"
            assert not name.startswith(("libcst", "pydantic", "rich", "yaml")), f"{path.name} imports {name}"


OWNERS: Final = {
    "libcst": ("repo/python/", "fix/"),
    "pydantic": ("boot/schema", "types.py", "boot/absent.py", "contract/"),
    "yaml": ("repo/yaml.py",),
    "tomlkit": ("ruff/", "contract/", "fix/", "init/", "cli/init.py"),
    "subprocess": ("ruff/binary.py",),
    "os.execv": ("boot/launch.py",),
    "socket": ("boot/probe_net.py",),
    "ssl": ("boot/probe_net.py",),
    "os.fork": ("repo/workers.py",),
}


@pytest.mark.parametrize("danger", OWNERS)
def test_a_danger_has_one_owner(danger: str) -> None:
    for path in HOME.rglob("*.py"):
        place = path.relative_to(HOME).as_posix()
        if place.startswith(OWNERS[danger]):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                assert danger not in {alias.name.split(".")[0] for alias in node.names}, place
            elif isinstance(node, ast.ImportFrom) and node.module:
                assert node.module.split(".")[0] != danger, place
            elif isinstance(node, ast.Attribute) and "." in danger:
                assert not ast.unparse(node).startswith(danger), place
