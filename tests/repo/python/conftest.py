"""A small resolver for tests of what stands on top of one: imports and module-level objects, no scopes."""

from collections.abc import Callable

import libcst as cst
import pytest
from libcst.metadata import MetadataWrapper, PositionProvider

from relcheck.diagnostic import Span
from relcheck.facts.python import SettingsClass
from relcheck.repo.python.settings import candidates, read_classes
from relcheck.repo.python.settings_values import dotted


class Source:
    """A module of a test and what its names mean."""

    def __init__(self, text: str, path: str = "shop/config.py") -> None:
        wrapper = MetadataWrapper(cst.parse_module(text), unsafe_skip_copy=True)
        self.path = path
        self.module = wrapper.module
        self.positions = wrapper.resolve(PositionProvider)
        self.bindings: dict[str, str] = {}
        self.constants: dict[str, str] = {}
        self.module.visit(_Imports(self))

    def qualify(self, node: cst.BaseExpression) -> str | None:
        if isinstance(node, cst.Name):
            return self.bindings.get(node.value)
        if isinstance(node, cst.Attribute):
            left = self.qualify(node.value)
            return f"{left}.{node.attr.value}" if left else None
        if isinstance(node, cst.Call):
            called = self.qualify(node.func)
            return f"{called}()" if called else None
        return None

    def constant(self, node: cst.BaseExpression) -> str | None:
        return self.constants.get(node.value) if isinstance(node, cst.Name) else None

    def span(self, node: cst.CSTNode) -> Span:
        place = self.positions.get(node)
        if place is None:
            return Span(self.path, 1, 1, 1, 1)
        start, end = place.start, place.end
        return Span(self.path, start.line, start.column + 1, end.line, end.column + 1)

    def classes(self, **known: dict[str, str]) -> tuple[SettingsClass, ...]:
        return read_classes(candidates(self.module.body, self), self, **known)


class _Imports(cst.CSTVisitor):
    def __init__(self, source: Source) -> None:
        super().__init__()
        self.source = source

    def visit_Import(self, node: cst.Import) -> None:
        for alias in node.names:
            full = dotted(alias.name)
            if alias.asname:
                self.source.bindings[dotted(alias.asname.name)] = full
            else:
                self.source.bindings[full.split(".")[0]] = full.split(".")[0]

    def visit_ImportFrom(self, node: cst.ImportFrom) -> None:
        module = "." * len(node.relative) + (dotted(node.module) if node.module else "")
        mark = ":" if node.relative else "."
        for alias in node.names if not isinstance(node.names, cst.ImportStar) else ():
            bound = dotted(alias.asname.name) if alias.asname else dotted(alias.name)
            self.source.bindings[bound] = f"{module}{mark}{dotted(alias.name)}"

    def visit_Assign(self, node: cst.Assign) -> None:
        target, value = node.targets[0].target, node.value
        if isinstance(target, cst.Name) and isinstance(value, cst.SimpleString):
            self.source.constants[target.value] = str(value.evaluated_value)
        elif isinstance(target, cst.Name) and isinstance(value, cst.Call):
            made = self.source.qualify(value)
            if made:
                self.source.bindings[target.value] = made


@pytest.fixture(scope="session")
def source() -> Callable[..., Source]:
    return Source
