"""The pipelines as a whole: what a run says, and that a run on one file says the same about it."""

import os
from pathlib import Path
from typing import Any

import pytest

from relcheck import api
from relcheck.config import Config, Selection
from relcheck.diagnostic import Diagnostic
from relcheck.errors import MissingExtraError, UsageError
from relcheck.inventory import inventory
from relcheck.lazy import require
from relcheck.repo import discover
from relcheck.ruff import binary

SHOP = {
    "pyproject.toml": "[project]\nname = 'shop'\n[project.scripts]\nshop = 'shop.cli:main'\n",
    "shop/__init__.py": "",
    "shop/config.py": (
        "from pydantic_settings import BaseSettings\n\nclass Settings(BaseSettings):\n    debug: bool = False\n"
    ),
    "shop/billing.py": "import os\n\ndef pay():\n    return os.environ['STRIPE_KEY']\n",
    "shop/cli.py": "import os\n\ndef main():\n    os.environ['SHOP_MODE'] = 'cli'\n",
    "shop/plain.py": "x = 1\n",
    "tests/test_shop.py": "import os\n\ndef test():\n    os.environ['STRIPE_KEY'] = 'x'\n",
}


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for path, text in SHOP.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
        os.utime(tmp_path / path, (1_700_000_000, 1_700_000_000))
    for directory in (tmp_path / "shop", tmp_path / "tests"):
        os.utime(directory, (1_700_000_000, 1_700_000_000))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def codes(diagnostics: tuple[Diagnostic, ...]) -> list[str]:
    return [f"{found.span.path}:{found.span.line} {found.code}" for found in diagnostics]


def test_a_read_outside_the_runtime_module_is_found_and_a_write_in_the_command_is_not(shop: Path) -> None:
    report = api.lint([str(shop)])
    assert "shop/billing.py:4 REL101" in codes(report.diagnostics)
    assert not any("cli.py" in found or "test_shop" in found for found in codes(report.diagnostics))
    assert report.files == len(SHOP)
    assert any("shop/config.py, because it defines a settings class" in note for note in report.notes)


def test_the_cache_and_the_number_of_processes_change_nothing(shop: Path) -> None:
    first = api.lint([str(shop)], options=api.Options(cache=False))
    for options in (api.Options(), api.Options(), api.Options(jobs=1), api.Options(cache=False, jobs=3)):
        assert api.lint([str(shop)], options=options) == first


def test_a_run_on_one_file_says_what_a_full_run_says_about_it(shop: Path) -> None:
    full = [found for found in api.lint([str(shop)]).diagnostics if found.span.path == "shop/billing.py"]
    for _ in ("with a cache", "again"):
        assert list(api.lint(["shop/billing.py"]).diagnostics) == full


def test_a_run_on_one_file_reads_the_project_once_if_there_is_no_cache(shop: Path) -> None:
    found = api.lint(["shop/billing.py"]).diagnostics
    assert {one.span.path for one in found} == {"shop/billing.py"}
    assert "shop/config.py" in found[0].help


def test_a_run_on_named_files_starts_no_process_once_there_is_a_cache(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    api.lint([str(shop)])
    monkeypatch.setattr(binary, "start", None)
    monkeypatch.setattr(os, "fork", None)
    assert codes(api.lint(["shop/billing.py"]).diagnostics)
    assert api.lint(["shop/plain.py"]).diagnostics == ()


def test_without_cache_a_named_file_is_all_that_is_known(shop: Path) -> None:
    gathered = api.gather(["shop/billing.py"], options=api.Options(cache=False))
    assert gathered.partial
    assert list(gathered.files.readers) == ["shop/billing.py"]
    assert api.project_of(gathered, api.sources(gathered)).partial


def test_what_an_editor_holds_is_judged_instead_of_what_is_on_disk(shop: Path) -> None:
    options = api.Options(overlay={"shop/billing.py": b"x = 1\n"})
    assert api.lint(["shop/billing.py"], options=options).diagnostics == ()
    options = api.Options(overlay={"shop/new.py": b"import os\nos.getenv('NEW')\n"})
    assert codes(api.lint(["shop"], options=options).diagnostics)[-1].startswith("shop/new.py:2")


def test_facts_are_given_in_order_of_path(shop: Path) -> None:
    assert [file.path for file in api.facts([str(shop)])] == [
        "shop/billing.py",
        "shop/cli.py",
        "shop/config.py",
        "tests/test_shop.py",
    ]


def test_a_file_that_cannot_be_parsed_is_found_and_the_others_are_judged(shop: Path) -> None:
    (shop / "shop/broken.py").write_text("import os\nos.environ[\n")
    found = codes(api.lint([str(shop)]).diagnostics)
    assert any(one.startswith("shop/broken.py") and one.endswith("REL901") for one in found)
    assert "shop/billing.py:4 REL101" in found


def test_a_selection_is_the_command_line_s(shop: Path) -> None:
    assert api.lint([str(shop)], selection=Selection(select=("REL104",))).diagnostics == ()


def test_an_empty_directory_is_clean(tmp_path: Path) -> None:
    report = api.lint([str(tmp_path)])
    assert (report.diagnostics, report.files) == ((), 0)


def test_a_path_that_is_not_there_is_a_usage_error(shop: Path) -> None:
    with pytest.raises(UsageError, match="no such file or directory: nope"):
        api.lint(["nope"])


def test_without_libcst_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib.util
    import sys

    monkeypatch.setattr(sys, "path", [])
    monkeypatch.delitem(sys.modules, "libcst", raising=False)
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(MissingExtraError, match=r"pip install 'relcheck-config\[lint\]'"):
        require("libcst")


def test_progress_counts_up_to_the_number_of_files(tmp_path: Path) -> None:
    for number in range(300):
        (tmp_path / f"m{number}.py").write_text("x = 1\n")
    told: list[tuple[int, int]] = []
    options = api.Options(cache=False, progress=lambda done, total: told.append((done, total)))
    api.gather([str(tmp_path)], Config(root=str(tmp_path)), options)
    assert told
    assert all(0 <= done < total == 300 for done, total in told)


def test_what_dependencies_read_is_listed_by_distribution(tmp_path: Path) -> None:
    site = tmp_path / "lib" / "python3.11" / "site-packages"
    (site / "client").mkdir(parents=True)
    (site / "client/__init__.py").write_text("import os\nKEY = os.getenv('CLIENT_KEY')\nHOME = os.getenv('HOME')\n")
    (site / "client/late.py").write_text("import os\ndef f():\n    return os.environ['CLIENT_URL']\n")
    (site / "the_client-1.2.dist-info").mkdir()
    record = "client/__init__.py,sha256=x,1\nclient/late.py,,\n../../bin/client,,\n"
    (site / "the_client-1.2.dist-info/RECORD").write_text(record)
    config = Config(root=str(tmp_path))
    [one] = inventory(str(site), config, api.Options(cache=False))
    assert (one["name"], one["version"]) == ("the-client", "1.2")
    rows: list[dict[str, Any]] = one["variables"]
    assert [(row["name"], row["import"], row["call"]) for row in rows] == [
        ("CLIENT_KEY", True, False),
        ("CLIENT_URL", False, True),
    ]
    assert len(inventory(str(site), config, api.Options(), allowed=True)[0]["variables"]) == 3


def test_paths_outside_of_the_root_are_shown_relative_to_it(tmp_path: Path) -> None:
    assert discover.relative(str(tmp_path / "b" / "x.py"), str(tmp_path / "a")) == "../b/x.py"


def test_linking_is_remembered_and_a_changed_file_is_linked_anew(shop: Path) -> None:
    (shop / "shop/env.py").write_text("import os\n\ndef env(name):\n    return os.environ[name]\n")
    (shop / "shop/names.py").write_text("MAIL = 'MAIL_HOST'\n")
    (shop / "shop/mail.py").write_text("from shop.env import env\nfrom shop.names import MAIL\nX = env(MAIL)\n")

    def read() -> list[tuple[str, ...]]:
        full = api.gather([str(shop)], options=api.Options(cache=False)).facts.python
        assert api.gather([str(shop)]).facts.python == full
        assert api.gather([str(shop)]).facts.python == full
        assert api.gather(["shop/mail.py"]).facts.python == full
        return [access.names for access in full["shop/mail.py"].accesses]

    assert read() == [("MAIL_HOST",)]
    (shop / "shop/mail.py").write_text("from shop.env import env\nfrom shop.names import MAIL\nY = env('OTHER')\n")
    assert api.gather(["shop/mail.py"]).facts.python["shop/mail.py"].accesses[0].names == ("OTHER",)
    assert read() == [("OTHER",)]
    (shop / "shop/names.py").write_text("MAIL = 'MAIL_SERVER'\n")
    (shop / "shop/mail.py").write_text("from shop.env import env\nfrom shop.names import MAIL\nX = env(MAIL)\n")
    assert read() == [("MAIL_SERVER",)]
    (shop / "shop/env.py").write_text("import os\n\ndef env(other):\n    return os.environ.get(other, 'x')\n")
    assert api.gather(["shop/env.py"]).facts.python["shop/mail.py"].accesses[0].default
    read()
