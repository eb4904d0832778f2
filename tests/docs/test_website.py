"""The site has every page, the pages made of code say everything, and nothing on it comes from elsewhere."""

import importlib.util
import re
import tomllib
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from relcheck.cli import COMMANDS
from relcheck.config import KEYS
from relcheck.configfile import load
from relcheck.registry import catalogue

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def website() -> ModuleType:
    spec = importlib.util.spec_from_file_location("website", ROOT / "docs/website.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def staged(website: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("pages")
    website.stage(directory)
    return directory


def test_every_command_is_on_its_page_with_all_its_options(staged: Path) -> None:
    page = (staged / "reference/commands.md").read_text("utf-8")
    assert [name for name, _ in COMMANDS if f"### relcheck {name}\n" not in page] == []
    assert "--unsafe-fixes" in page


def test_every_rule_has_a_page(staged: Path) -> None:
    index = (staged / "rules/index.md").read_text("utf-8")
    for rule in catalogue():
        assert f"[{rule.code}]({rule.code}.md)" in index
        assert rule.page.strip() in (staged / f"rules/{rule.code}.md").read_text("utf-8")


def test_every_key_has_a_line_and_an_example_that_the_program_takes(staged: Path, tmp_path: Path) -> None:
    page = (staged / "reference/configuration.md").read_text("utf-8")
    assert [key.name for key in KEYS if f"| `{key.name}` |" not in page or key.doc not in page] == []
    text = (ROOT / "docs/reference/relcheck.toml").read_text("utf-8")
    assert set(tomllib.loads(text)) == {key.name for key in KEYS}
    (tmp_path / "relcheck.toml").write_text(text)
    (tmp_path / "relcheck.shared.toml").write_text("")
    load(str(tmp_path / "relcheck.toml"))


def test_every_page_is_in_the_navigation(staged: Path) -> None:
    def paths(entry: Any) -> list[str]:
        if isinstance(entry, str):
            return [entry]
        return [path for one in (entry.values() if isinstance(entry, dict) else entry) for path in paths(one)]

    config = tomllib.loads((ROOT / "zensical.toml").read_text("utf-8"))
    navigated = set(paths(config["project"]["nav"]))
    pages = {path.relative_to(staged).as_posix() for path in staged.rglob("*.md")}
    assert navigated <= pages
    rules = {f"rules/{rule.code}.md" for rule in catalogue()}  # the index of rules leads to them
    assert pages - navigated - rules == set()


def test_nothing_is_loaded_from_elsewhere() -> None:
    config = tomllib.loads((ROOT / "zensical.toml").read_text("utf-8"))["project"]
    assert config["theme"]["font"] is False
    assert not {"extra_javascript", "extra_css"} & set(config)


def test_the_guides_show_the_class_that_they_are_tried_with() -> None:
    used = (ROOT / "tests/docs/service/app/config.py").read_text("utf-8")
    assert f'```python title="app/config.py"\n{used}```' in (ROOT / "docs/how-to/index.md").read_text("utf-8")


@pytest.mark.parametrize("path", sorted((ROOT / "docs").rglob("*.md")), ids=lambda path: path.stem)
def test_no_page_installs_somebody_elses_package(path: Path) -> None:
    """On PyPI, the bare name is another project's."""
    assert not re.search(r"pip install (-\S+ )*['\"]?relcheck(?!-config)\b", path.read_text("utf-8"))
