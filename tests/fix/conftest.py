"""Little projects in memory, fixed without a process and without a file."""

from collections.abc import Mapping
from types import ModuleType
from unittest import mock

import pytest

from relcheck import engine, registry
from relcheck.diagnostic import Diagnostic
from relcheck.fix.around import Around
from relcheck.fix.edits import apply, choose
from relcheck.fix.offer import CODES, Offered, offer
from relcheck.project import Project
from relcheck.repo.python import read
from relcheck.repo.python.linking.link import Linker
from relcheck.repo.python.settings.join import join
from relcheck.repo.python.where import Modules

Files = Mapping[str, str]
ALL = frozenset(rule.code for rule in registry.catalogue())


class Fixing:
    """Judges and fixes a project of Python files, given by path."""

    def judged(self, files: Files, codes: frozenset[str] = CODES) -> tuple[Project, tuple[Diagnostic, ...]]:
        python = {path: text for path, text in files.items() if path.endswith(".py")}
        facts = {path: read(text.encode(), path) for path, text in python.items()}
        facts = Linker(facts, lambda path: files[path].encode(), python).run()
        said = [fact for one in facts.values() for fact in (*one.accesses, *one.instances)]
        said += join([cls for one in facts.values() for cls in one.classes])
        project = Project(said, runtime=["shop/config.py"])
        rules = [rule for rule in registry.catalogue() if rule.code in codes and rule.enabled]
        return project, engine.settled(rules, engine.judge(rules, project))

    def offered(self, files: Files, bold: bool = False, codes: frozenset[str] = CODES) -> Offered:
        project, found = self.judged(files, codes)
        return offer(found, Around(project, files.get, lambda paths: Modules(paths).find, frozenset(files)), bold=bold)

    def fixed(
        self, files: Files, unsafe: bool = True, bold: bool = False, codes: frozenset[str] = CODES
    ) -> dict[str, str]:
        """The files after all rounds."""
        files = dict(files)
        for _ in range(5):
            offers = self.offered(files, bold, codes).diagnostics
            chosen = choose(offers, lambda applicability: unsafe or applicability == "safe")
            for path, edits in chosen.edits.items():
                files[path] = apply(files[path].encode(), path, edits).decode()
            if not chosen.edits:
                break
        return files

    def reasons(self, files: Files, codes: frozenset[str] = CODES) -> list[str]:
        return list(self.offered(files, codes=codes).withheld.values())


@pytest.fixture(scope="session")
def fixing() -> Fixing:
    return Fixing()


def outcome(files: Files, environment: Mapping[str, str]) -> tuple[dict[str, object], str]:
    """What `shop/app.py` holds after it ran in this environment, and what ended it."""
    modules = {"shop": ModuleType("shop")}
    modules["shop"].__path__ = []
    held: dict[str, object] = {}
    with mock.patch.dict("os.environ", dict(environment), clear=True), mock.patch.dict("sys.modules", modules):
        for name in ("config", "runtime", "app"):
            if f"shop/{name}.py" not in files:
                continue
            module = modules[name] = ModuleType(f"shop.{name}")
            with mock.patch.dict("sys.modules"):
                try:
                    exec(compile(files[f"shop/{name}.py"], name, "exec"), module.__dict__)  # noqa: S102
                except Exception:
                    return {}, "failed"
            import sys

            sys.modules[f"shop.{name}"] = module
            setattr(modules["shop"], name, module)
        held = {key: value for key, value in vars(modules["app"]).items() if key.startswith("R")}
    return held, ""
