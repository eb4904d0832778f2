"""Where a class is that another file names: references of settings facts resolved over the project's paths."""

from collections.abc import Iterable

from relcheck.facts.python import SettingsClass


def module_of(path: str) -> str:
    """The dotted name of a file as if the root were importable: `src.shop.base`; a package is its name."""
    parts = path.removesuffix(".py").removesuffix(".ipynb").split("/")
    if parts and parts[-1] == "__init__":
        parts.pop()
    return ".".join(part for part in parts if part not in ("", "."))


def absolute(reference: str, path: str) -> tuple[str, str]:
    """The module and the name that `.base:Common` or `shop.base.Common` means in a file.

    The module is empty where the reference does not tell it from the name.
    """
    module, colon, name = reference.rpartition(":")
    if not colon:
        return "", reference
    dots = len(module) - len(module.lstrip("."))
    if not dots:
        return module, name
    package = module_of(path).split(".")
    if not path.endswith("/__init__.py") and path != "__init__.py":
        package = package[:-1]
    package = package[: len(package) - (dots - 1)] if dots > 1 else package
    return ".".join(part for part in (*package, module.lstrip(".")) if part), name


class Index:
    """The classes of a project, found by the name that another class gives them."""

    def __init__(self, classes: Iterable[SettingsClass]) -> None:
        self._here: dict[tuple[str, str], SettingsClass] = {}
        self._named: dict[str, list[tuple[str, SettingsClass]]] = {}
        for cls in classes:
            self._here[cls.span.path, cls.name] = cls
            self._named.setdefault(cls.name, []).append((module_of(cls.span.path), cls))
        self._found: dict[tuple[str, str, str], SettingsClass | None] = {}

    def find(self, reference: str, owner: SettingsClass) -> SettingsClass | None:
        """The class that `owner` refers to: of its own file, innermost first, or of another one."""
        key = (reference, owner.span.path, owner.name)
        if key not in self._found:
            self._found[key] = self._local(reference, owner) or self._elsewhere(reference, owner)
        return self._found[key]

    def _local(self, reference: str, owner: SettingsClass) -> SettingsClass | None:
        if ":" in reference:
            return None
        scope = owner.name
        while True:
            name = f"{scope}.{reference}" if scope else reference
            cls = self._here.get((owner.span.path, name))
            if cls is not None and name != owner.name:
                return cls
            if not scope:
                return None
            scope = scope.rpartition(".")[0]

    def _elsewhere(self, reference: str, owner: SettingsClass) -> SettingsClass | None:
        module, name = absolute(reference, owner.span.path)
        if module:
            return self._in_module(module, name, owner)
        parts = reference.split(".")
        for cut in range(len(parts) - 1, 0, -1):
            found = self._in_module(".".join(parts[:cut]), ".".join(parts[cut:]), owner)
            if found is not None:
                return found
        return None

    def _in_module(self, module: str, name: str, owner: SettingsClass) -> SettingsClass | None:
        """The class of a module, or the one that its package passes on under the same name.

        Of several the one whose path shares most with the owner's is meant: trees hold copies.
        """
        found = [(where, cls) for where, cls in self._named.get(name, ()) if _ends(where, module)]
        if not found:
            found = [(where, cls) for where, cls in self._named.get(name, ()) if _inside(where, module)]
        found = [(where, cls) for where, cls in found if cls is not owner]
        if not found:
            return None
        home = module_of(owner.span.path).split(".")
        return max(found, key=lambda pair: (_shared(pair[0].split("."), home), -len(pair[0])))[1]


def _ends(where: str, module: str) -> bool:
    return where == module or where.endswith(f".{module}")


def _inside(where: str, module: str) -> bool:
    return where.startswith(f"{module}.") or f".{module}." in f".{where}"


def _shared(left: list[str], right: list[str]) -> int:
    count = 0
    for a, b in zip(left, right, strict=False):
        if a != b:
            break
        count += 1
    return count
