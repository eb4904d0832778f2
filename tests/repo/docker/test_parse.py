"""A Dockerfile becomes instructions with their exact places, by BuildKit's rules."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relcheck.repo.docker.parse import Dockerfile, Instruction, parse
from relcheck.repo.docker.read import read


def parsed(text: str) -> Dockerfile:
    return parse(text, "Dockerfile")


def only(text: str) -> Instruction:
    dockerfile = parsed(text)
    assert not dockerfile.problems
    assert len(dockerfile.instructions) == 1
    return dockerfile.instructions[0]


def keywords(text: str) -> list[tuple[str, int, int]]:
    return [(one.keyword, one.span.line, one.span.end_line) for one in parsed(text).instructions]


def test_a_continuation_joins_lines_and_keeps_their_places() -> None:
    one = only("RUN a \\\n  && b \\\n\n # c\n  && c")
    assert one.body.text == "a   && b   && c"
    assert one.span == ("Dockerfile", 1, 1, 5, 7)
    at = one.body.text.index("c", 8)
    assert one.body.span(at, at + 1) == ("Dockerfile", 5, 6, 5, 7)


def test_a_comment_inside_a_continuation_is_no_part_of_it() -> None:
    assert only("ENV A=1 \\\n    # B=2 \\\n    C=3\n").body.text == "A=1     C=3"


def test_a_doubled_escape_at_the_end_continues_nothing() -> None:
    assert keywords("RUN a\\\\\nRUN b\n") == [("RUN", 1, 1), ("RUN", 2, 2)]


def test_another_escape_character_is_used_from_the_directive_on() -> None:
    dockerfile = parsed("# escape=`\nFROM a\nCOPY x `\n  c:\\\nRUN y\n")
    assert [one.keyword for one in dockerfile.instructions] == ["FROM", "COPY", "RUN"]
    assert dockerfile.instructions[1].body.text == "x   c:\\"


def test_a_directive_counts_only_before_anything_else() -> None:
    assert parsed("\n# escape=`\nFROM a\n").escape == "\\"
    assert parsed("# a comment\n# escape=`\nFROM a\n").escape == "\\"
    assert parsed("# syntax=docker/dockerfile:1\n# escape=`\nFROM a\n").escape == "`"


def test_a_wrong_escape_directive_is_a_problem() -> None:
    assert [problem.reason for problem in parsed("# escape=x\nFROM a\n").problems] == [
        "the escape directive must be \\ or `"
    ]


def test_the_lines_of_a_heredoc_are_no_instructions() -> None:
    text = "RUN <<EOF\nENV FAKE=1\nFROM x\nEOF\nFROM y\n"
    assert keywords(text) == [("RUN", 1, 4), ("FROM", 5, 5)]
    assert parsed(text).instructions[0].heredocs[0].body.text == "ENV FAKE=1\nFROM x\n"


def test_several_heredocs_of_one_instruction_are_read_in_order() -> None:
    one = only("COPY <<A <<-'B' /x/\n1\nA\n\t2\n\tB\n")
    assert [(doc.name, doc.body.text, doc.expands) for doc in one.heredocs] == [("A", "1\n", True), ("B", "2\n", False)]
    assert one.heredocs[1].body.span(0, 1) == ("Dockerfile", 4, 2, 4, 3)


@pytest.mark.parametrize("text", ["RUN echo $((1<<2))\n", 'RUN echo "<<EOF"\n', "RUN cat <<<x\n", "RUN a<<b\n"])
def test_what_only_looks_like_a_heredoc_is_none(text: str) -> None:
    assert only(text).heredocs == ()


def test_a_heredoc_that_nothing_ends_is_a_problem_and_its_instruction_is_kept() -> None:
    dockerfile = parsed("RUN <<EOF\na\n")
    assert [problem.reason for problem in dockerfile.problems] == ["opens a heredoc that nothing ends"]
    assert dockerfile.instructions[0].keyword == "RUN"


def test_flags_are_read_with_their_quotes() -> None:
    one = only('RUN --mount=type=secret,id=a --network="none" echo --x=y')
    assert [(flag.name, flag.value) for flag in one.flags] == [("mount", "type=secret,id=a"), ("network", "none")]
    assert one.body.text == "echo --x=y"


def test_onbuild_is_the_instruction_behind_it_with_a_mark() -> None:
    one = only("ONBUILD ENV A=1")
    assert (one.keyword, one.onbuild, one.span) == ("ENV", True, ("Dockerfile", 1, 9, 1, 16))


def test_an_unknown_instruction_is_a_problem_and_is_kept() -> None:
    dockerfile = parsed("FROM a\nRUNN x\nRUN y\n")
    assert [(problem.span.line, problem.reason) for problem in dockerfile.problems] == [
        (2, "it begins with no instruction that Docker knows")
    ]
    assert [one.keyword for one in dockerfile.instructions] == ["FROM", "RUNN", "RUN"]


def test_carriage_returns_and_a_byte_order_mark_are_no_text() -> None:
    dockerfile = parsed("\ufeffFROM a\r\nRUN b \\\r\n  c\r\n")
    assert [one.body.text for one in dockerfile.instructions] == ["a", "b   c"]


def test_keywords_are_known_in_any_case_and_behind_blanks() -> None:
    assert keywords("  from a\n\tRun b\n") == [("FROM", 1, 1), ("RUN", 2, 2)]


def test_a_check_skipped_above_an_instruction_belongs_to_it_alone() -> None:
    dockerfile = parsed("FROM a\n# check=skip=SecretsUsedInArgOrEnv // why\nARG T\nARG U\n")
    assert [one.skips for one in dockerfile.instructions] == [(), ("SecretsUsedInArgOrEnv",), ()]


def test_a_check_skipped_at_the_top_belongs_to_all() -> None:
    dockerfile = parsed("# check=skip=A,B;error=true\nFROM a\nARG T\n")
    assert [one.skips for one in dockerfile.instructions] == [("A", "B"), ("A", "B")]


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_make_the_reader_raise(data: bytes) -> None:
    read(data, "Dockerfile")


LINE = st.sampled_from(
    ["FROM a AS b", "ARG T=$X", "ENV A=${B:-\"c d\"} \\", "RUN echo '", "RUN <<EOF", "EOF", "COPY --from=b . .",
     "# x", "", "CMD [\"a\", \"$T\"]", "RUN --mount=type=secret,id=x,env cat $(cat `x`) > /y && \\",
     "HEALTHCHECK CMD x | y", "ONBUILD", "}"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(LINE, max_size=12))
def test_every_span_lies_in_the_file_and_no_instruction_in_another(lines: list[str]) -> None:
    text = "\n".join(lines)
    read(text.encode(), "Dockerfile")
    ends = 0
    for one in parsed(text).instructions:
        assert ends < one.span.line <= one.span.end_line <= len(lines)
        assert one.span.end_column <= len(lines[one.span.end_line - 1]) + 1
        ends = one.span.end_line
