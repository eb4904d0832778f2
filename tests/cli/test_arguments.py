"""A mistake on the command line is one line that names the option, and never what was typed behind it."""

import importlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relcheck import cli
from relcheck.cli import COMMANDS
from relcheck.cli.arguments import Parser
from relcheck.cli.options import parser

MARK = "qqmarkedqq"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["lint", "--jobs", "0"], "-j, --jobs takes a whole number, at least 1; see `relcheck lint --help`"),
        (["ruff", "format"], "ACTION takes one of sync; see `relcheck ruff --help`"),
        (
            ["lint", "--selct", "REL1"],
            "unknown option `--selct` (did you mean `--select`?); see `relcheck lint",
        ),
        (["lint", f"--passwort={MARK}"], "unknown option `--passwort`; see `relcheck lint --help`"),
        (["lint", "--fix=yes"], "--fix takes no value; see `relcheck lint --help`"),
        (["lint", "--fail-on", MARK], "--fail-on takes one of info, warning, error; see `relcheck lint --help`"),
        (["lint", "--select"], "--select expected one argument; see `relcheck lint --help`"),
        (["lint", "--sel", "REL1"], "unknown option `--sel` (did you mean `--select`?); see `relcheck lint --help`"),
        (["facts", "--jobs", MARK], "-j, --jobs takes a whole number; see `relcheck facts --help`"),
        (["explain"], "the following arguments are required: RULE; see `relcheck explain --help`"),
        (["contract", "--import", "--from-reads"], "--from-reads cannot be combined with --import; see"),
        (["map", "--output-format", MARK], "--output-format takes one of text, json, mermaid, dot; see `relcheck map"),
        (["completion", MARK], "SHELL takes one of bash, zsh, fish; see `relcheck completion --help`"),
        (["secret", "40", MARK], "one argument too many; see `relcheck secret --help`"),
        (["map", "--htm", "x"], "unknown option `--htm` (did you mean `--html`?); see `relcheck map --help`"),
        (
            ["scan", ".", "--secret", f"KEY={MARK}"],
            "--secret takes only the name of a variable:",
        ),
        (["contract", "--frozen", f"KEY={MARK}"], "--frozen takes only the name of a variable:"),
        (
            ["verify-env", f"KEY={MARK}", "--", "true"],
            "`KEY=...` is not a settings class: write package.module:Settings",
        ),
        (["run", "--schema", "a:b", f"KEY={MARK}"], "there is no module `a`: check the name"),
        (["lint", "--given", "nowhere.json"], "--given nowhere.json: no such file"),
        (["deployments", "--given", "nowhere.json"], "--given nowhere.json: no such file"),
        (["lint", f"KEY={MARK}"], "no such file or directory: KEY=..."),
        ([f"KEY={MARK}", "lint"], "unknown command `KEY`; `relcheck --help` lists them all"),
        (
            [f"--secret={MARK}"],
            "unknown option `--secret`: options follow a command, as in `relcheck lint --secret`",
        ),
    ],
)
def test_a_mistake_is_one_line(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(arguments) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert err.startswith(f"relcheck: {said}")
    assert MARK not in err


PARSERS = {name: importlib.import_module("relcheck.cli." + name.replace("-", "_")).parser() for name, _ in COMMANDS}
OWN = [name for name, made in PARSERS.items() if isinstance(made, Parser)]


def test_all_commands_but_those_that_a_container_waits_for_parse_alike() -> None:
    assert set(PARSERS) - set(OWN) == {"verify-env", "run"}


@given(st.data())
def test_no_mistake_repeats_what_was_typed(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from([name for name, _ in COMMANDS if name not in ("verify-env", "run", "server")]))
    options = sorted(PARSERS[name]._option_string_actions)
    word = st.sampled_from(options).flatmap(lambda one: st.sampled_from([one, f"{one}={MARK}", f"{one}x={MARK}"]))
    words = data.draw(st.lists(st.one_of(word, st.just(MARK)), max_size=4))
    assert MARK not in mistake(name, words)


def mistake(name: str, words: list[str]) -> str:
    """What is said about a command line; nothing where it is right, or where it asks for help."""
    try:
        PARSERS[name].parse_args(words)
    except cli.UsageError as error:
        return str(error)
    except SystemExit:
        pass
    return ""


@pytest.mark.parametrize(
    ("arguments", "paths"),
    [
        (["a", "-q", "b"], ["a", "b"]),
        (["-q", "a", "--add-ignore", "later", "b"], ["a", "b"]),
        (["-q", "--", "-x", "b"], ["-x", "b"]),
        (["a", "-q"], ["a"]),
        (["-q"], []),
    ],
)
def test_options_may_stand_between_paths(arguments: list[str], paths: list[str]) -> None:
    options = parser().parse_args(arguments)
    assert (options.paths, options.quiet) == (paths, True)
