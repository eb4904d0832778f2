"""Source excerpts: what is masked, and that carets stay under what they mean."""

from hypothesis import given
from hypothesis import strategies as st

from relcheck.diagnostic import Diagnostic, Report, Span
from relcheck.excerpt import excerpt
from relcheck.render import FORMATS, render
from relcheck.render.look import Look


def lines(text: str, span: Span, named: tuple[str, ...] = ()) -> list[str]:
    """The text of the lines that are shown."""
    return [line.text for line in excerpt(text, span, named)]


def test_a_string_is_shown_where_the_diagnostic_names_it() -> None:
    text = 'KEY = os.environ.get("STRIPE_KEY", "sk_live_1234")\n'
    assert lines(text, Span("a.py", 1, 7, 1, 51), ("STRIPE_KEY",)) == ['KEY = os.environ.get("STRIPE_KEY", "…")']


def test_carets_stay_under_what_follows_a_mask() -> None:
    text = 'A, B = "a long secret", os.environ["B"]\n'
    (line,) = excerpt(text, Span("a.py", 1, 25, 1, 40), ("B",))
    start, end = line.column(25), line.column(40, end=True)
    assert line.text[start - 1 : end - 1] == 'os.environ["B"]'


def test_comments_long_numbers_and_docstrings_are_masked() -> None:
    text = 'def f(pin=123456):  # the pin of the door\n    """Secret\n    words"""\n    return 80\n'
    assert lines(text, Span("a.py", 1, 1, 1, 4)) == ["def f(pin=…):  # …", '    """…', '…"""']
    assert lines(text, Span("a.py", 4, 5, 4, 14))[-1] == "    return 80"


def test_an_access_inside_an_f_string_is_shown_without_the_text_around_it() -> None:
    text = "URL = f\"https://user:pw@{os.environ['HOST']}/secret\"\n"
    assert lines(text, Span("a.py", 1, 26, 1, 44), ("HOST",)) == ["URL = f\"…os.environ['HOST']…\""]


def test_a_suppression_is_shown_without_its_reason() -> None:
    text = "A = 1  # relcheck: ignore[REL101] -- the reason\n"
    assert lines(text, Span("a.py", 1, 8, 1, 34)) == ["A = 1  # relcheck: ignore[REL101] …"]


def test_a_file_whose_strings_do_not_end_is_not_shown() -> None:
    assert lines("a = '''\nnever closed\nKEY = os.environ['A']\n", Span("a.py", 3, 1, 3, 4)) == []


def test_a_dockerfile_is_shown_up_to_each_equals_sign() -> None:
    text = 'FROM python:3.14\nARG TOKEN=abc\nENV A=1 B="two words" \\\n    C=3\nENV OLD style\n'
    assert lines(text, Span("Dockerfile", 3, 1, 3, 4)) == [
        "FROM python:3.14",
        "ARG TOKEN=…",
        "ENV A=… B=… \\",
        "    C=…",
        "ENV OLD …",
    ]


def test_a_manifest_is_shown_by_its_names() -> None:
    text = "env:\n  - name: API_KEY\n    value: abcdef\nargs: |\n  token: abcdef\n"
    assert lines(text, Span("a.yaml", 3, 5, 3, 10), ("API_KEY",)) == [
        "env:",
        "  - name: API_KEY",
        "    value: …",
        "args: |",
        "  …",
    ]


# Without vowels, so that no six characters of it can be a word that a format itself writes.
SECRET = st.text("BCDFGHJKMNPQRSTVWXZ23456789_-+/", min_size=12, max_size=30).map("Zq7".__add__)
PLACES = st.sampled_from(
    [
        ("a.py", 'import os\nA = os.environ.get("A", "{}")\n'),
        ("a.py", "import os\nA = os.environ['A'] or '{}'\n"),
        ("a.py", 'import os\nA = os.environ["A"]  # was {}\n'),
        ("a.py", 'import os\nA = os.environ["A"]  # noqa: {}\n'),
        ("a.py", 'import os\nA = os.environ["A"]  # relcheck: ignore[REL101] -- {}\n'),
        ("a.py", '"""{}"""\nA = os.environ["A"]\n'),
        ("a.py", '"""\n{}\n"""\nA = os.environ["A"]\n'),
        ("a.py", 'A = f"{{os.environ[\'A\']}} {}"\nB = f"{}{{A}}"\n'),
        ("a.py", 'A = f"{{os.environ}} {}"\nB = f"{{a}} {} {}"\nC = "{{a}} {}"\n'),
        ("a.py", "x = rb'{}'\nA = os.environ['A']\n"),
        ("a.py", "def f(a='{}', *, b=os.environ['A']): '{}'\n"),
        ("a.py", "A = '\n{}'\nB = os.environ['A']\n"),
        ("a.py", "A = '''{}\n"),
        ("Dockerfile", "FROM x\nENV A={}\nENV B {}\nARG C='{}'\nLABEL a={} b=\"{}\"\n"),
        ("Dockerfile", 'FROM x\nRUN echo {} > /a && curl -H "Token: {}" https://u:{}@h/\nCMD ["a", "{}"]\n# {}\n'),
        ("Dockerfile", "FROM x\nRUN <<EOF\ncat {}\nEOF\nENV A=1 \\\n  B={} \\\n# {}\n  C={}\n"),
        ("compose.yml", "a:\n  environment:\n    A: {}\n    - B={}\n    - {}\n  # {}\n  x: [{}]\n"),
        ("compose.yml", "a: |\n  {}: x\n  {}\nb: 'x {}'\n"),
        (".env", "A={}\nexport B='{}'\n# {}\n{}\n"),
        ("a.toml", 'a = "{}"\n# {}\nb = """\n{}\n"""\n[x]\nc = ["{}"]\n'),
        ("a.json", '{{"a": "{}"}}\n'),
    ]
)


@given(SECRET, PLACES, st.integers(1, 4), st.integers(1, 30), st.integers(1, 40))
def test_no_format_ever_shows_a_value(secret: str, place: tuple[str, str], line: int, column: int, width: int) -> None:
    path, template = place
    text = template.replace("{{", "\0").replace("}}", "\1").replace("{}", secret).replace("\0", "{").replace("\1", "}")
    span = Span(path, line, column, line, column + width)
    found = Diagnostic("REL101", "env-read", "`A` is read here", span, help="declare it", variable="A")
    report = Report((found, found._replace(span=span._replace(end_line=line + 1))), files=1)
    parts = {secret[at : at + 6] for at in range(len(secret) - 5)}
    for name in FORMATS:
        shown = render(name, report, lambda _: text, Look(root="/p", here="/p"))
        assert not [part for part in parts if part in shown], name
