"""What is remembered of a run is what a new run would say, or is not used."""

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from relcheck import api
from relcheck.config import Config, Selection
from relcheck.diagnostic import Report
from relcheck.repo import tree

FILES = ("shop/__init__.py", "shop/config.py", "shop/env.py", "shop/billing.py", "shop/names.py", "Dockerfile")
TEXTS = (
    "",
    "x = 1\n",
    "from pydantic_settings import BaseSettings\n\nclass Settings(BaseSettings):\n    stripe_key: str\n",
    "import os\n\ndef env(name):\n    return os.environ[name]\n",
    "import os\nX = os.getenv('STRIPE_KEY')\n",
    "import os\nX = os.getenv('STRIPE_KEY')  # noqa: REL101, REL102\n",
    "from shop.env import env\nfrom shop.names import NAME\n\ndef f():\n    return env(NAME)\n",
    "NAME = 'STRIPE_KEY'\n",
    "NAME = 'OTHER'  # relcheck: ignore[REL101] -- not needed\n",
    "FROM python\nENV SECRET_KEY=swordfish\n",
)
_now = 1_700_000_000


def settle(root: Path) -> None:
    """As if everything had been written long ago, and at another time than before."""
    global _now
    _now += 10
    for directory, _, names in os.walk(root):
        if ".relcheck_cache" not in directory:
            for path in (directory, *(os.path.join(directory, name) for name in names)):
                if os.stat(path).st_mtime > 1_750_000_000:
                    os.utime(path, (_now, _now))


def write(root: Path, path: str, text: str) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text)
    settle(root)


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write(tmp_path, "pyproject.toml", "[project]\nname = 'shop'\n")
    write(tmp_path, "shop/__init__.py", "")
    write(tmp_path, "shop/config.py", TEXTS[2])
    write(tmp_path, "shop/billing.py", TEXTS[4])
    write(tmp_path, "shop/names.py", TEXTS[7])
    monkeypatch.chdir(tmp_path)
    api.lint(["."])
    settle(tmp_path)
    api.lint(["."])
    return tmp_path


def remembered(paths: list[str], monkeypatch: pytest.MonkeyPatch) -> Report:
    """The report, made without reading anything."""
    with monkeypatch.context() as patch:
        patch.setattr(api, "gather", None)
        return api.lint(paths)


def test_an_unchanged_project_is_not_read_again(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    again = remembered(["."], monkeypatch)
    assert again == api.lint(["."], options=api.Options(cache=False))
    assert {"REL102"} <= {found.code for found in again.diagnostics}


def test_an_excluded_file_that_is_named_is_judged_once(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(shop, "pyproject.toml", "[project]\nname = 'shop'\n[tool.ruff]\nexclude = ['shop/billing.py']\n")
    full = api.lint(["."])
    times = []
    judge = api.judge
    with monkeypatch.context() as patch:
        patch.setattr(api, "judge", lambda *given, **more: (times.append(1), judge(*given, **more))[1])
        report = api.lint(["shop/billing.py"])
    assert len(times) == 1
    assert {found.code for found in report.diagnostics} == {"REL102"}
    assert api.lint(["."]) == full
    assert "shop/billing.py" not in {found.span.path for found in full.diagnostics}


def test_an_unchanged_file_is_answered_from_what_a_full_run_said(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    full = api.lint(["."]).diagnostics
    report = remembered(["shop/billing.py", "shop/names.py"], monkeypatch)
    assert report.diagnostics == tuple(found for found in full if found.span.path == "shop/billing.py") != ()
    assert report.files == 2


def test_a_file_that_had_nothing_to_say_and_still_has_not_needs_no_new_run(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(shop, "shop/names.py", "def add(a, b):\n    return a + b\n")
    assert remembered(["shop/names.py"], monkeypatch).diagnostics == ()
    write(shop, "shop/names.py", TEXTS[4])
    assert {found.code for found in api.lint(["shop/names.py"]).diagnostics} >= {"REL102"}


def test_what_is_hidden_is_counted_for_the_files_at_hand(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(shop, "shop/billing.py", TEXTS[5])
    api.lint(["."])
    assert remembered(["shop/billing.py"], monkeypatch).suppressed >= 1
    assert remembered(["shop/config.py"], monkeypatch).suppressed == 0


@pytest.mark.parametrize("path", ["shop/new.py", ".gitignore", "ruff.toml", "deep/down/new.py"])
def test_what_comes_or_goes_is_noticed(shop: Path, path: str) -> None:
    (shop / ".git").mkdir()  # ruff heeds .gitignore in a repository alone
    api.lint(["."]), settle(shop), api.lint(["."])
    text = TEXTS[4] if path.endswith(".py") else "shop/\n" if path == ".gitignore" else "exclude = ['shop']\n"
    write(shop, path, text)
    report = api.lint(["."])
    assert report == api.lint(["."], options=api.Options(cache=False))
    assert any(found.span.path == path for found in report.diagnostics) or not report.diagnostics
    (shop / path).unlink()
    settle(shop)
    assert {found.span.path for found in api.lint(["."]).diagnostics} == {"shop/billing.py"}


def test_another_question_has_another_answer(shop: Path) -> None:
    assert api.lint(["."], selection=Selection(select=("REL102",))).diagnostics
    assert {found.code for found in api.lint(["."], selection=Selection(select=("REL102",))).diagnostics} == {"REL102"}
    assert not api.lint(["."], Config(root=str(shop), allow=("STRIPE_KEY",))).diagnostics
    assert api.lint(["."]).diagnostics


def test_a_memory_that_cannot_be_read_is_none(shop: Path) -> None:
    expected = api.lint(["."])
    for path in (shop / ".relcheck_cache").glob("report-*"):
        path.write_bytes(path.read_bytes()[:40])
        assert api.lint(["."]) == expected
        path.write_bytes(b"\xff" * 60)
        assert api.lint(["."]) == expected


def test_only_the_latest_questions_are_kept(shop: Path) -> None:
    for code in range(101, 110):
        api.lint(["."], selection=Selection(select=(f"REL{code}",)))
    assert len(list((shop / ".relcheck_cache").glob("report-*"))) <= 6


def test_a_tree_that_changed_during_the_run_is_not_remembered(shop: Path) -> None:
    stamps = {"shop/config.py": tree.stamp(str(shop / "shop/config.py"))}
    begun = 1_800_000_000_000_000_000
    at_root = shop.stat().st_mtime_ns
    assert tree.look(str(shop), stamps, (), begun, at_root)
    assert tree.look(str(shop), stamps, (), begun, at_root - 1) is None
    assert tree.look(str(shop), stamps, (), stamps["shop/config.py"][0] + 1, at_root) is None


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.sampled_from(FILES), st.sampled_from((*TEXTS, None)), st.booleans()), min_size=1, max_size=6)
)
def test_a_remembered_report_is_a_new_one(shop: Path, changes: list[tuple[str, str | None, bool]]) -> None:
    for path, text, whole in changes:
        if text is None:
            (shop / path).unlink(missing_ok=True)
            settle(shop)
        else:
            write(shop, path, text)
        new = api.lint(["."], options=api.Options(cache=False))
        if whole or text is None:
            assert api.lint(["."]) == new
        for one in FILES:
            asked = sorted({one, path} if (shop / path).exists() else {one})  # a hook is given what changed
            if (shop / one).exists():
                expected = tuple(found for found in new.diagnostics if found.span.path in asked)
                assert api.lint(asked).diagnostics == expected, one
    settle(shop)


def test_a_new_module_that_says_nothing_may_be_where_variables_are_to_be_read(shop: Path) -> None:
    (shop / "shop/config.py").unlink()
    write(shop, "Dockerfile", "FROM python\n")
    write(shop, "shop/env.py", "NAME = 'STRIPE_KEY'\n")
    assert "shop/env.py" in api.lint(["."]).diagnostics[0].help
    write(shop, "shop/config.py", "NAME = 'STRIPE_KEY'\n")
    (found,) = api.lint(["shop/billing.py", "shop/config.py"]).diagnostics
    assert "shop/config.py" in found.help


def test_directories_that_did_not_change_are_not_listed_again(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (shop / "docs/pages").mkdir(parents=True)
    (shop / "docs/.gitignore").write_text("build\n")
    first = tree.walk(str(shop), 10)
    before = tree.look(str(shop), {}, (), 1 << 62, first.directories[""])
    assert before
    (shop / "shop/api").mkdir()
    (shop / "shop/.gitignore").write_text("build\n")
    listed: list[str] = []
    scandir = os.scandir

    def listing(path: str) -> Any:
        listed.append(path)
        return scandir(path)

    monkeypatch.setattr("relcheck.repo.tree.os.scandir", listing)
    again = tree.walk(str(shop), 10, before)
    assert sorted(listed) == [str(shop / "shop"), str(shop / "shop/api")]
    assert again.directories.keys() == first.directories.keys() | {"shop/api"}
    assert sorted(again.settings) == [str(shop / "docs/.gitignore"), str(shop / "shop/.gitignore")]
