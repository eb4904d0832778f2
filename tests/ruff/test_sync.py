"""The fragment in ruff's configuration: written once, kept in step, comments alone."""

import tomllib
from pathlib import Path

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from relcheck.cli import main
from relcheck.errors import ConfigError
from relcheck.ruff.fragment import RULE, fragment
from relcheck.ruff.sync import locate, nested, synced

PYPROJECT = Path("pyproject.toml")
FRAGMENT = fragment(("shop/config.py",))
TEXT = """\
# the shop
[project]
name = "shop"  # not the name on the sign

[tool.ruff]
line-length = 100  # wide screens

[tool.ruff.lint]
select = ["E"]  # and nothing else
"""


def test_comments_and_order_survive() -> None:
    after = synced(TEXT, fragment(["shop/config.py"]), PYPROJECT)
    assert after.startswith(TEXT)
    assert 'external = ["REL"]' in after


def test_twice_changes_nothing() -> None:
    once = synced(TEXT, fragment(["shop/config.py"]), PYPROJECT)
    assert synced(once, fragment(["shop/config.py"]), PYPROJECT) == once


def test_an_entry_that_is_no_longer_wanted_goes_and_the_users_own_stay() -> None:
    text = '[lint.extend-per-file-ignores]\n"legacy.py" = ["TID251"]\n'
    once = synced(text, fragment(["old.py"]), Path("ruff.toml"))
    ignores = tomlkit.parse(synced(once, fragment(["new.py"]), Path("ruff.toml"))).unwrap()["lint"][
        "extend-per-file-ignores"
    ]
    assert "old.py" not in ignores
    assert ignores["legacy.py"] == ignores["new.py"] == [RULE]


def test_what_a_wider_prefix_covers_is_not_added() -> None:
    text = '[lint]\nexternal = ["R"]\nextend-select = ["TID"]\n'
    lint = tomlkit.parse(synced(text, fragment([]), Path("ruff.toml"))).unwrap()["lint"]
    assert lint["external"] == ["R"]
    assert lint["extend-select"] == ["TID"]


@pytest.mark.parametrize("text", ["[lint\n", "lint = 3\n", '[lint]\nexternal = "REL"\n'])
def test_a_configuration_that_ruff_would_refuse_is_one_line(text: str) -> None:
    with pytest.raises(ConfigError) as caught:
        synced(text, fragment([]), Path("ruff.toml"))
    assert "\n" not in str(caught.value).strip()


@given(st.lists(st.from_regex(r"[a-z]{1,8}/[a-z]{1,8}\.py", fullmatch=True), max_size=4, unique=True))
def test_any_runtime_modules_are_all_exempt(paths: list[str]) -> None:
    lint = tomlkit.parse(synced("", fragment(paths), Path("ruff.toml"))).unwrap()["lint"]
    assert set(paths) <= set(lint["extend-per-file-ignores"])


def test_the_file_in_force_is_the_one_that_ruff_reads(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[project]\nname='x'\n")
    assert locate(tmp_path).name == "pyproject.toml"
    (tmp_path / "ruff.toml").write_text("")
    assert locate(tmp_path).name == "ruff.toml"
    (tmp_path / ".ruff.toml").write_text("")
    assert locate(tmp_path).name == ".ruff.toml"


def test_a_nested_configuration_is_seen(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "ruff.toml").write_text("")
    (tmp_path / "a" / "pyproject.toml").write_text("[project]\nname='a'\n")
    assert [path.parent.name for path in nested(tmp_path)] == ["b"]


def test_line_ends_stay_what_they_were(tmp_path: Path) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_bytes(b"[project]\r\nname = 'shop'\r\n")
    assert main(["ruff", "sync", str(tmp_path)]) == 0
    written = path.read_bytes()
    assert b"[tool.ruff" in written
    assert written.count(b"\n") == written.count(b"\r\n")
    assert main(["ruff", "sync", "--check", str(tmp_path)]) == 0
    assert path.read_bytes() == written


def test_a_configuration_that_is_no_text_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "pyproject.toml").write_bytes(b"[project]\nname = 'caf\xe9'\n")
    assert main(["ruff", "sync", str(tmp_path)]) == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize(
    "text",
    [
        '[tool.ruff]\nlint.select = ["E"]\nlint.isort.known-first-party = ["shop"]\n\n[tool.mypy]\nstrict = true\n',
        '[tool]\nruff.lint.select = ["E"]\nmypy.strict = true\n',
        'tool.ruff.lint.select = ["E"]\n',
        '[tool.ruff.lint]\nflake8-tidy-imports.ban-relative-imports = "all"\nper-file-ignores."x.py" = ["E"]\n',
        '[tool.ruff.lint]\nflake8-tidy-imports.extend-banned-api."a".msg = "x"\nselect = ["E"]\n[tool.mypy]\na = 1\n',
    ],
)
def test_dotted_keys_keep_their_meaning(text: str) -> None:
    once = synced(text, FRAGMENT, PYPROJECT)
    before, after = tomllib.loads(text), tomllib.loads(once)
    lint = after["tool"]["ruff"]["lint"]
    assert "os.environ" in lint["flake8-tidy-imports"]["extend-banned-api"]
    assert "shop/config.py" in lint["extend-per-file-ignores"]
    for key in ("external", "extend-select", "extend-per-file-ignores"):
        del lint[key]
    for name, _ in FRAGMENT.banned:
        del lint["flake8-tidy-imports"]["extend-banned-api"][name]
    assert after["tool"].get("mypy") == before["tool"].get("mypy")
    for key, value in before["tool"]["ruff"]["lint"].items():
        assert lint[key] == value or (key == "flake8-tidy-imports" and value.items() <= lint[key].items())
    assert synced(once, FRAGMENT, PYPROJECT) == once
    fewer = synced(once, fragment(()), PYPROJECT)
    assert "shop/config.py" not in tomllib.loads(fewer)["tool"]["ruff"]["lint"]["extend-per-file-ignores"]


def test_where_no_table_can_be_put_nothing_is_broken() -> None:
    with pytest.raises(ConfigError):
        synced('[tool.ruff]\nlint = { select = ["E"] }\n', FRAGMENT, PYPROJECT)
