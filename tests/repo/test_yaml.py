"""YAML text becomes nodes that know their place, and hostile YAML becomes one sentence."""

import pytest

from relcheck.repo.yaml import MAX_NODES, Node, load


def root(text: str) -> Node:
    documents = load(text.encode(), "a.yaml")
    assert documents.unreadable is None, documents.unreadable
    return documents.roots[0]


def test_a_scalar_stays_as_it_is_written() -> None:
    node = root("on: yes\nmode: 0755\nat: 12:30:45\nempty:\n")
    assert [(key.value, value.value) for key, value in node.pairs] == [
        ("on", "yes"), ("mode", "0755"), ("at", "12:30:45"), ("empty", ""),
    ]  # fmt: skip
    assert node.pairs[3][1].null


def test_a_span_counts_characters_from_one() -> None:
    node = root("é: 1\nö: 'zwölf'\n").at("ö")
    assert node is not None
    assert node.span == ("a.yaml", 2, 4, 2, 11)


def test_duplicate_keys_are_kept_and_the_last_one_wins() -> None:
    node = root("a: 1\na: 2\n")
    assert len(node.pairs) == 2
    got = node.get("a")
    assert got is not None
    assert got.value == "2"


def test_a_merged_map_gives_what_the_map_itself_does_not() -> None:
    node = root("base: &b {x: 1, y: 2}\nuse:\n  <<: *b\n  y: 3\n").at("use")
    assert node is not None
    assert {key.value: node.get(key.value).value for key, _ in node.entries()} == {"x": "1", "y": "3"}  # type: ignore[union-attr]


def test_unknown_tags_and_several_documents_are_read() -> None:
    documents = load(b"a: !reset null\n---\nb: !Ref X\n", "a.yaml")
    assert [key.value for node in documents.roots for key, _ in node.pairs] == ["a", "b"]


def test_json_with_tabs_and_a_byte_order_mark_is_read() -> None:
    documents = load(b'\xef\xbb\xbf{\n\t"a": {"b": [1, 2]}\n}\n', "a.json")
    node = documents.roots[0].at("a", "b")
    assert node is not None
    assert [item.value for item in node.items] == ["1", "2"]


BOMB = "a0: &a0 x\n" + "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 30))
CHAIN = "a0: &a0 {x: 1}\n" + "".join(f"a{i}: &a{i} {{<<: *a{i - 1}}}\n" for i in range(1, 400))


@pytest.mark.usefixtures("soon")
@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (BOMB, f"it stands for more than {MAX_NODES} nodes"),
        ("[" * 100_000, "it is nested deeper than 200"),
        ("- " * 100_000 + "x", "it is nested deeper than 200"),
        ("{a: " * 50_000, "it is nested deeper than 200"),
        (CHAIN, "it is nested deeper than 200"),
        ("a: &a [*a]\n", "an alias refers to itself or to nothing"),
        ("a: *nobody\n", "an alias refers to itself or to nothing"),
        ("[0" + ",0" * 1_000_000 + "]", f"it stands for more than {MAX_NODES} nodes"),
        ("a: b: c\n", "it is not valid YAML: mapping values are not allowed in this context"),
        ("a: 'hunter2", "it is not valid YAML: found unexpected end of stream"),
        ("\x07", "it holds a character that YAML forbids"),
        ("x" * 9_000_000, "it is larger than 8 MiB"),
    ],
)
def test_hostile_yaml_is_one_sentence_soon(text: str, reason: str) -> None:
    documents = load(text.encode(), "a.yaml")
    assert documents.unreadable is not None
    assert documents.unreadable.reason == reason


def test_what_came_before_the_error_is_kept() -> None:
    documents = load(b"a: 1\n---\nb: [\n", "a.yaml")
    assert documents.unreadable is not None
    assert documents.roots[0].at("a") is not None


def test_bytes_that_are_no_text_are_one_sentence() -> None:
    documents = load(b"\xff\xfe\x00", "a.yaml")
    assert documents.unreadable is not None
    assert documents.unreadable.reason == "it is not UTF-8"
