"""A small matrix with a cell of every kind, and names that would break a careless page."""

from relcheck.diagnostic import Span
from relcheck.facts.matrix import Cell, Column, Given, Matrix, Row
from relcheck.render.page import WORDS

HOSTILE = "</script><img src=x onerror=alert(1)>"


def span(path: str, line: int) -> Span:
    return Span(path, line, 1, line, 9)


CELLS: tuple[Cell, ...] = tuple(WORDS)
COLUMNS = (
    Column("web", "compose", span("compose.yaml", 2), "production", ("Settings",), "built from .", ()),
    Column(HOSTILE, "fly", span('a"b.toml', 1), "", ("Settings",), "its manifest lies there", ("fly secrets",)),
)
ROWS = (
    *(
        Row(f"VAR_{state.upper()}", "str", False, True, (span("shop/config.py", 7),), (), (Given(0, state),))
        for state in CELLS
    ),
    Row("SECRET_KEY", "SecretStr", True, True, (span("shop/config.py", 4),), (), (Given(0, "missing"),)),
    Row(
        "OLD_FLAG", given=(Given(1, "literal", span("fly.toml", 9), "[env]"), Given(0, "empty", span("c.yaml", 1), "x"))
    ),
    Row("MAIL_HOST", reads=tuple(span("shop/mail.py", line) for line in range(1, 6))),
)
MATRIX = Matrix(COLUMNS, ROWS)
