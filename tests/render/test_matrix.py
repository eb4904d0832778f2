"""The matrix as text, JSON and graphs: complete, and no name breaks the form."""

import json
import re

from pages import COLUMNS, HOSTILE, MATRIX, ROWS

from relcheck.diagnostic import Span
from relcheck.facts.matrix import Matrix, Row
from relcheck.render.matrix import as_json, dot, mermaid, places, text

STRANGE = 'a"b#c\\d'


def renamed(name: str) -> Matrix:
    return Matrix((COLUMNS[0]._replace(name=name),), (ROWS[0],))


def test_the_table_has_a_line_for_each_workload_and_each_variable() -> None:
    lines = text(MATRIX).splitlines()
    assert lines[0] == "[1] web (compose.yaml:2) fills Settings: built from ."
    assert [line.split()[0] for line in lines[4:]] == [row.variable for row in ROWS]
    assert "MISSING" in text(MATRIX)
    assert len(lines) == len(COLUMNS) + 2 + len(ROWS)


def test_nothing_to_show_is_said() -> None:
    assert text(Matrix((), ())) == "no manifest was found that starts a program with a settings class\n"


def test_without_a_workload_the_map_shows_where_variables_are_declared_and_read() -> None:
    span = Span("shop/config.py", 8, 1, 8, 5)
    reads = tuple(span._replace(path="shop/main.py", line=line) for line in (3, 3, 4, 5, 6))
    rows = (Row("PORT", required=True, declared=(span,)), Row("REGION", reads=reads))
    assert places(Matrix((), rows)) == (
        "variable             declared          read\n"
        "PORT      required   shop/config.py:8\n"
        "REGION    read only                    shop/main.py:3, shop/main.py:4, shop/main.py:5 and 1 more\n"
        "no manifest was found that starts a program with a settings class\n"
    )
    assert places(Matrix((), ())) == text(Matrix((), ()))


def test_where_there_is_no_settings_class_the_table_leads_to_the_map() -> None:
    only = Matrix((), (Row("REGION", reads=(Span("shop/main.py", 3, 1, 3, 9),)),))
    missing = "no settings class was found that a manifest could fill"
    assert text(only) == f"{missing}: `relcheck map` lists what is read without one\n"
    assert places(only).splitlines()[-1] == missing


def test_the_document_has_a_version_and_every_place() -> None:
    document = json.loads(as_json(MATRIX))
    assert document["version"] == 1
    assert [column["name"] for column in document["columns"]] == ["web", HOSTILE]
    rows = {row["variable"]: row for row in document["rows"]}
    assert rows["OLD_FLAG"]["orphan"]
    assert rows["OLD_FLAG"]["given"][0] == {
        "column": 1, "state": "literal", "layer": "[env]", "place": {"path": "fly.toml", "line": 9, "column": 1},
    }  # fmt: skip
    assert [row["variable"] for row in document["rows"] if row["missing"]] == ["VAR_MISSING", "SECRET_KEY"]


def test_a_label_of_mermaid_ends_where_it_should() -> None:
    graph = mermaid(renamed(STRANGE))
    assert '  w0["compose: a#quot;b#35;c\\d"]\n' in graph
    assert all(line.count('"') in (0, 2) for line in graph.splitlines())
    assert "<" not in mermaid(MATRIX).replace("-->", "")


def test_a_label_of_graphviz_ends_where_it_should() -> None:
    graph = dot(renamed(STRANGE))
    assert r'  w0 [label="compose: a\"b#c\\d"];' in graph
    assert graph.count("{") == graph.count("}") == 1


def test_missing_and_unread_variables_are_marked_in_both_graphs() -> None:
    number = next(index for index, row in enumerate(ROWS) if row.variable == "SECRET_KEY")
    orphan = next(index for index, row in enumerate(ROWS) if row.orphan)
    assert f"  v{number}([" in mermaid(MATRIX)
    assert re.search(rf"^  v{number}\(\[.*\]\):::missing$", mermaid(MATRIX), re.MULTILINE)
    assert re.search(rf"^  v{orphan}\(\[.*\]\):::orphan$", mermaid(MATRIX), re.MULTILINE)
    assert re.search(rf"^  v{number} .*color=red", dot(MATRIX), re.MULTILINE)
    assert re.search(rf"^  v{orphan} .*color=gray", dot(MATRIX), re.MULTILINE)
