"""Whole little projects, written and looked at as somebody would who configured nothing."""

from pathlib import Path

from relcheck import api
from relcheck.config import Config, Selection
from relcheck.diagnostic import Diagnostic, Report

SETTINGS = """
from pydantic_settings import BaseSettings

class Settings(BaseSettings):
    region: str = "eu"
"""


def report(root: Path, files: dict[str, str], *select: str) -> Report:
    root = root.resolve()
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    chosen = Selection(select=select) if select else Selection()
    return api.lint([str(root)], Config(root=str(root)), selection=chosen, options=api.Options(cache=False, jobs=1))


def lint(root: Path, files: dict[str, str], *select: str) -> tuple[Diagnostic, ...]:
    return report(root, files, *select).diagnostics


def said(root: Path, files: dict[str, str], *select: str) -> list[tuple[str, str]]:
    return [(one.code, one.span.path) for one in lint(root, files, *select)]


def distribution(name: str, *needs: str) -> str:
    return (
        f'[project]\nname = "{name}"\nversion = "1"\ndependencies = {list(needs)}\n[project.scripts]\n{name} = "x:y"\n'
    )


def django(settings: str) -> str:
    return f'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "{settings}")\n'


def reads(*names: str) -> str:
    return "import os\n" + "".join(f'{name} = os.environ.get("{name}", "1")\n' for name in names)
