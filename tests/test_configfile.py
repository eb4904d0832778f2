"""The configuration: which file wins, what may stand in it, and how mistakes are told."""

from pathlib import Path

import pytest

from relcheck.config import KEYS, Config, Selection
from relcheck.configfile import for_run, load, nearest, unknown_keys, with_members
from relcheck.errors import ConfigError


def write(path: Path, text: str) -> Path:
    """A file with its directories."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_the_nearest_file_up_the_tree_wins(tmp_path: Path) -> None:
    write(tmp_path / "pyproject.toml", '[tool.relcheck]\nruntime = "far"\n')
    near = write(tmp_path / "a/relcheck.toml", 'runtime = "near"\n')
    write(tmp_path / "a/b/pyproject.toml", "[tool.other]\n")
    assert nearest(str(tmp_path / "a/b")) == str(near)
    assert for_run(str(tmp_path / "a/b")).runtime == ("near",)
    assert for_run(str(tmp_path)).runtime == ("far",)


def test_in_one_directory_the_file_of_our_own_wins(tmp_path: Path) -> None:
    write(tmp_path / "pyproject.toml", '[tool.relcheck]\nkind = "library"\n')
    write(tmp_path / "relcheck.toml", 'kind = "application"\n')
    assert for_run(str(tmp_path)).kind == "application"
    write(tmp_path / ".relcheck.toml", 'kind = "library"\n')
    assert for_run(str(tmp_path)).kind == "library"


@pytest.mark.parametrize(
    "text",
    ['[tool.relcheck]\nkind = "library"', '[tool]\nrelcheck = {kind = "library"}', 'tool.relcheck.kind = "library"'],
)
def test_pyproject_is_read_however_the_table_is_written(text: str, tmp_path: Path) -> None:
    write(tmp_path / "pyproject.toml", text)
    assert for_run(str(tmp_path)).kind == "library"


def test_without_a_file_the_project_begins_at_its_pyproject_or_repository(tmp_path: Path) -> None:
    write(tmp_path / "pyproject.toml", "[project]\n")
    (tmp_path / "a").mkdir()
    assert for_run(str(tmp_path / "a")) == Config(root=str(tmp_path))


def test_isolated_reads_no_file(tmp_path: Path) -> None:
    write(tmp_path / "relcheck.toml", 'kind = "library"\n')
    assert for_run(str(tmp_path), isolated=True).kind == ""


def test_extend_is_overridden_key_by_key_and_selection_is_layered(tmp_path: Path) -> None:
    write(tmp_path / "base.toml", 'kind = "library"\nselect = ["REL1"]\nextend-allow = ["A"]\n')
    write(tmp_path / "relcheck.toml", 'extend = "base.toml"\nignore = ["REL103"]\nextend-allow = ["B"]\n')
    config = for_run(str(tmp_path))
    assert (config.kind, config.extend_allow) == ("library", ("B",))
    assert [(layer.select, layer.ignore) for layer in config.layers] == [(("REL1",), ()), (None, ("REL103",))]


def test_files_that_extend_each_other_are_an_error(tmp_path: Path) -> None:
    write(tmp_path / "a.toml", 'extend = "relcheck.toml"\n')
    write(tmp_path / "relcheck.toml", 'extend = "a.toml"\n')
    with pytest.raises(ConfigError, match="leads back"):
        for_run(str(tmp_path))


def test_one_error_names_every_mistake(tmp_path: Path) -> None:
    text = 'runtme = "x"\nselect = 3\nrequire-reason = "yes"\nkind = "app"\nseverity = {REL1 = "fatal"}\nfoo = 1\n'
    write(tmp_path / "relcheck.toml", text)
    with pytest.raises(ConfigError) as error:
        for_run(str(tmp_path))
    said = str(error.value)
    assert "\n" not in said
    for words in (
        "`runtme`, did you mean `runtime`?",
        "`select` must be a text or a list of texts",
        "`require-reason` must be true or false",
        "`kind` must be `application` or `library`",
        "`severity` must be a table of `info`, `warning` or `error`",
        "unknown key `foo` (`relcheck config` lists them)",
    ):
        assert words in said


def test_an_error_does_not_repeat_values(tmp_path: Path) -> None:
    write(tmp_path / "relcheck.toml", 'kind = "hunter22"\nselect = {a = "hunter22"}\nbaseline = ["hunter22"]\n')
    with pytest.raises(ConfigError) as error:
        for_run(str(tmp_path))
    assert "hunter22" not in str(error.value)


@pytest.mark.parametrize("data", [b"a = \n", b"\xff\xfe", b"kind = 'a\n"])
def test_what_is_no_toml_is_one_line(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "relcheck.toml").write_bytes(data)
    with pytest.raises(ConfigError, match="not valid TOML"):
        for_run(str(tmp_path))


def test_toml_nested_without_end_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "relcheck.toml").write_text(f"allow = {'[' * 5000}{']' * 5000}")
    with pytest.raises(ConfigError, match="nested too deeply"):
        for_run(str(tmp_path))


def test_a_file_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load(str(tmp_path / "none.toml"))


def test_the_baseline_is_relative_to_the_file_that_names_it(tmp_path: Path) -> None:
    write(tmp_path / "relcheck.toml", 'baseline = "known.json"\n')
    (tmp_path / "a").mkdir()
    assert for_run(str(tmp_path / "a")).baseline == str(tmp_path / "known.json")


def test_members_of_a_monorepo_have_their_own_configuration(tmp_path: Path) -> None:
    write(tmp_path / "relcheck.toml", 'kind = "application"\n')
    write(tmp_path / "libs/a/pyproject.toml", '[tool.relcheck]\nkind = "library"\nnonsense = 1\n')
    config = with_members(for_run(str(tmp_path)), ["relcheck.toml", "libs/a/pyproject.toml", "libs/b/pyproject.toml"])
    assert config.of("libs/a/x.py").kind == "library"
    assert config.of("libs/ab/x.py").kind == "application"
    assert unknown_keys(str(tmp_path / "libs/a/pyproject.toml")) == (("nonsense", "", 3),)


def test_every_key_is_a_field_and_every_list_of_them_agrees() -> None:
    fields = set(Config._fields) | {"extend"}
    assert {key.field for key in KEYS} <= fields
    assert fields - {key.field for key in KEYS} == {"root", "source", "layers", "members"}
    assert set(Selection._fields) == {"select", "extend_select", "ignore", "source"}


def test_a_project_without_configuration_begins_where_its_package_lies(tmp_path: Path) -> None:
    inner = tmp_path / "site" / "shop" / "web"
    inner.mkdir(parents=True)
    (inner / "__init__.py").touch()
    (inner.parent / "__init__.py").touch()
    assert for_run(str(inner), isolated=True).root == str(tmp_path / "site")
