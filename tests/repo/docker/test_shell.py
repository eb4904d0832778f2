"""A script becomes simple commands with their words, assignments and redirects."""

import pytest

from relcheck.repo.docker.shell import Command, commands


def names(script: str) -> list[str]:
    return [command.name for command in commands(script)]


def one(script: str) -> Command:
    return commands(script)[0]


def test_operators_and_reserved_words_separate_commands() -> None:
    assert names("a && b || c; d & e\nf | g; if h; then i; fi; { j; }; ! k") == list("abcdefghijk")


def test_an_assignment_in_front_is_no_word() -> None:
    command = one("A=1 B='x y' prog C=2")
    assert [(name, word.plain) for name, word in command.assignments] == [("A", "1"), ("B", "x y")]
    assert [word.plain for word in command.words] == ["prog", "C=2"]


def test_env_and_sudo_are_taken_off_where_a_program_follows() -> None:
    command = one("sudo -E env A=1 -i prog x")
    assert command.name == "prog"
    assert [name for name, _ in command.assignments] == ["A"]
    assert one("env").name == "env"


def test_redirects_are_no_words() -> None:
    command = one("echo x >>f 2>&1 < in")
    assert [word.plain for word in command.words] == ["echo", "x"]
    assert [(r.operator, r.target.plain) for r in command.redirects] == [(">>", "f"), (">&", "1"), ("<", "in")]


def test_a_heredoc_of_a_script_is_a_body() -> None:
    first, second = commands("cat <<EOF > f\nA=$B; rm x\nEOF\nnext")
    assert [redirect.body for redirect in first.redirects] == ["A=$B; rm x", ""]
    assert second.name == "next"


def test_substitutions_are_commands_of_their_own() -> None:
    assert names('echo "$(cat a | tr b c)" `d`') == ["echo", "cat", "tr", "d"]
    assert names("echo ${A:-$(b)} $((1 + 2))") == ["echo"]


def test_pipes_are_marked_on_both_ends() -> None:
    first, second = commands("a | b")
    assert (first.pipes, first.piped, second.pipes, second.piped) == (True, False, False, True)


def test_offsets_lead_to_the_text() -> None:
    script = "a; X=1 bb 'c d' > e"
    command = commands(script)[1]
    assert script[command.start : command.end] == "X=1 bb 'c d' > e"
    assert script[command.words[1].start : command.words[1].end] == "'c d'"


@pytest.mark.usefixtures("soon")
def test_hostile_scripts_end_soon() -> None:
    for script in (
        "$(" * 20_000,
        "`" * 20_001,
        "'" * 9_999,
        '"$(' * 5_000,
        "${" * 20_000,
        "<<A " * 5_000,
        "(" * 50_000,
    ):
        commands(script)
