"""Where modules are: paths to dotted names, and the names of an import to paths."""

from collections.abc import Collection
from sys import intern


def dotted(path: str) -> str:
    """The module's name by its path: `src/shop/config.py` is `shop.config`."""
    parts = key_of(path).split("/")
    while len(parts) > 1 and parts[0] in ("src", ".", ""):
        parts.pop(0)
    return ".".join(parts)


def key_of(path: str) -> str:
    """The path of a module without its suffix; a package is its directory."""
    key = path.rpartition(".")[0]
    return key.removesuffix("/__init__")


class Modules:
    """The modules of a project, found as the import statement of one of them would."""

    def __init__(self, paths: Collection[str]) -> None:
        self._pairs: dict[tuple[str, str], list[tuple[str, str]]] = {}  # key and path by the last two parts
        self._paths: dict[str, str] = {}
        self._parts: set[str] = set()
        self.names: set[str] = set()
        """The last part of the name of each module."""
        for path in paths:
            if path.endswith(".py"):
                key = key_of(path)
                parts = key.split("/")
                if len(parts) > 1:
                    self._pairs.setdefault((intern(parts[-2]), intern(parts[-1])), []).append((key, path))
                self._paths[key] = path
                self._parts.update(parts)
                self.names.add(parts[-1])
        self._found: dict[tuple[str, str], tuple[str, str] | None] = {}

    def find(self, name: str, importer: str) -> tuple[str, str] | None:
        """The path and the name inside it that a qualified name means; None where it is not of the project."""
        here, _, last = key_of(importer).rpartition("/")
        if last in name and last in name.split("."):  # it may be the importer's own name, which it does not import
            here = importer
        key = (name, here)
        if key not in self._found:
            self._found[key] = (
                self._relative(name, importer) if name.startswith(".") else self._absolute(name, importer)
            )
        return self._found[key]

    def forget(self) -> None:
        """Give back the room of what was found; after all imports of a project that is much, and not asked again."""
        self._found.clear()

    def _relative(self, name: str, importer: str) -> tuple[str, str] | None:
        rest = name.lstrip(".")
        base = importer.split("/")[:-1]
        up = len(name) - len(rest) - 1
        if up > len(base):
            return None
        base = base[: len(base) - up]
        parts = rest.split(".") if rest else []
        for count in range(len(parts), -1, -1):
            path = self._paths.get("/".join((*base, *parts[:count])))
            if path is not None and (path != importer or count < len(parts)):
                return path, ".".join(parts[count:])
        return None

    def _absolute(self, name: str, importer: str) -> tuple[str, str] | None:
        parts = name.split(".")
        if parts[0] not in self._parts:  # most imports are of other projects
            return None
        here = importer.split("/")[:-1]
        for count in range(len(parts), 0, -1):
            wanted = parts[:count]
            best: tuple[int, str] | None = None
            if count == 1:
                path = self._beside(wanted[0], here, importer)
                if path:
                    return path, ".".join(parts[1:])
                break
            for key, path in self._pairs.get((wanted[-2], wanted[-1]), ()):
                candidate = key.split("/")
                if candidate[-count:] != wanted or path == importer:
                    continue
                root = candidate[:-count]
                rank = len(root)
                if root and root[-1] in ("src", "lib", "python"):
                    root = root[:-1]
                if root != here[: len(root)]:
                    if not self._is_source_root(candidate, count):
                        continue
                    rank = -1  # of another member of the workspace: installed, so anybody can import it
                if best is None or rank > best[0]:
                    best = (rank, path)
            if best is not None:
                return best[1], ".".join(parts[count:])
        return None

    def _beside(self, name: str, here: list[str], importer: str) -> str:
        """The path of a module or package at the root of an importer's own code; the nearest root wins."""
        found: list[tuple[int, str]] = []
        for depth in range(len(here) + 1):
            for below in ((), ("src",), ("lib",), ("python",)):
                path = self._paths.get("/".join((*here[:depth], *below, name)))
                if path is not None and path != importer:
                    found.append((-depth - len(below), path))
        return min(found)[1] if found else ""

    def _is_source_root(self, candidate: list[str], count: int) -> bool:
        """Whether the package that a module is in lies where packages of another project lie: in no package."""
        root, package = candidate[:-count], candidate[: len(candidate) - count + 1]
        known = "/".join(package) in self._paths or root[-1:] == ["src"]  # which may hold a part of a namespace
        return known and count > 1 and "/".join(root) not in self._paths
