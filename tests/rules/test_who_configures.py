"""Where a project nobody configured reads its variables, and whether it is run or imported."""

from pathlib import Path

import pytest
from little import django, lint, reads, report, said

STARRED = 'import os\nos.environ.setdefault("DB_USER", os.getenv("DATABASE_USER", "shop"))\nfrom .{0} import *\n'


def test_settings_that_take_others_over_are_settings_however_many_stand_between(tmp_path: Path) -> None:
    files = {
        "manage.py": django("shop.conf.dev"),
        "shop/conf/base.py": reads("A_LEVEL"),
        "shop/conf/dev.py": STARRED.format("base"),
        "shop/conf/docker.py": STARRED.format("production"),
        "shop/conf/production.py": STARRED.format("base"),
        "shop/conf/tools.py": reads("B_LEVEL"),
    }
    assert said(tmp_path, files, "REL101", "REL102") == [("REL102", "shop/conf/tools.py")]


@pytest.mark.parametrize(("many", "found"), [(5, 0), (4, 4)])
def test_the_only_module_that_reads_is_where_a_project_is_configured(tmp_path: Path, many: int, found: int) -> None:
    lone = {"mcp/src/mcp/utils.py": reads(*(f"GRAPH_{n}" for n in range(many))), "mcp/src/mcp/__init__.py": ""}
    project = {f"{name}/pyproject.toml": f'[project]\nname = "{name}"\nversion = "1"\n' for name in ("mcp", "web")}
    files = {**lone, **project, "mcp/Dockerfile": "FROM python:3.14\n", "web/manage.py": "", "web/web/settings.py": ""}
    assert len(lint(tmp_path, files, "REL101", "REL102")) == found
    if not found:
        assert "mcp/src/mcp/utils.py, because it reads most variables" in report(tmp_path, {}, "REL1").notes[0]


@pytest.mark.parametrize(
    ("extra", "code"),
    [
        ("Dockerfile.search.public", "REL102"), ("search.Dockerfile", "REL102"), ("search/langgraph.json", "REL102"),
        ("Dockerfile.web", "REL302"), ("docs/search.md", "REL302"),
    ],
)  # fmt: skip
def test_a_part_of_a_repository_that_has_an_image_is_no_library(tmp_path: Path, extra: str, code: str) -> None:
    setup = "from setuptools import setup\nsetup(name='search')\n"
    files = {"search/setup.py": setup, "search/search/proxy.py": reads("SEARCH_HOST"), extra: "FROM python:3.14\n"}
    assert [one.code for one in lint(tmp_path, files, "REL1", "REL3")] == [code]


def test_what_systems_and_their_libraries_give_is_everybody_s(tmp_path: Path) -> None:
    names = "PROGRAMFILES(X86) SystemRoot REQUESTS_CA_BUNDLE PROMETHEUS_MULTIPROC_DIR ECS_CONTAINER_METADATA_URI_V4"
    body = "".join(f"    print(os.environ.get({name!r}))\n" for name in names.split())
    assert said(tmp_path, {"shop/work.py": f"import os\ndef f():\n{body}"}, "REL1") == []


def test_parts_of_a_program_may_have_settings_of_their_own(tmp_path: Path) -> None:
    few, several = ("A", "B", "C", "D"), ("A", "B", "C", "D", "E")
    files = {
        "manage.py": django("shop.settings"),
        "shop/settings.py": reads(*(f"SHOP_{n}" for n in range(20))),
        "mail/config.py": reads(*several),
        "shop/configurator.py": reads(*several),
        "shop/views/config.py": reads(*several[:1]),
        "page/config.py": reads(*few[:1]),
    }
    assert said(tmp_path, files, "REL102") == [("REL102", "page/config.py"), ("REL102", "shop/views/config.py")]
