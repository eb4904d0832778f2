"""What packages were seen to read while they ran, and reading them had not told."""

import pytest

from relcheck.facts.python import Access
from tests.repo.python.differential import both


def accesses(text: str) -> tuple[Access, ...]:
    """The accesses of a text, which both ways to read it agree on."""
    pair = both(f"import os\n{text}".encode(), "shop/app.py")
    assert pair is not None
    assert pair[0] == pair[1]
    return pair[0].accesses


def named(text: str) -> list[tuple[str, ...]]:
    """The names of the accesses that have any."""
    return [access.names for access in accesses(text) if access.names]


CHOOSING = (
    "class Folder:\n"
    "    @property\n"
    "    def name(self):\n"
    '        """The variable that tells it."""\n'
    "        match self.kind:\n"
    "            case 'cache': return 'SHOP_CACHE'\n"
    "            case 'data': return 'SHOP_DATA'\n"
    "            case _: fail()\n"
    "    @property\n"
    "    def value(self): return os.getenv(self.name)\n"
)


def test_a_property_that_chooses_one_of_several_texts_names_all_of_them() -> None:
    assert named(CHOOSING) == [("SHOP_CACHE", "SHOP_DATA")]


def test_a_function_that_does_more_than_to_choose_names_nothing() -> None:
    assert named("def name(x):\n    if x: y = x + 'A'\n    return y\nos.getenv(name(1))") == []


def test_names_that_are_known_stay_beside_those_that_callers_give() -> None:
    text = (
        "def locale(category=None):\n"
        "    names = ('LANGUAGE', 'LC_ALL')\n"
        "    if category: names = (category, *names)\n"
        "    for name in names:\n"
        "        if os.getenv(name): return os.getenv(name)\n"
        "locale('LC_TIME')\n"
    )
    found = accesses(text)
    assert [access.names for access in found] == [("LANGUAGE", "LC_ALL"), ("LANGUAGE", "LC_ALL"), ("LC_TIME",)]
    assert [access.parameter for access in found] == [True, True, False]


@pytest.mark.parametrize(("call", "form"), [("number('N', 5)", "literal"), ("number('N')", "none")])
def test_what_a_helper_gives_where_the_variable_is_missing_is_the_callers_default(call: str, form: str) -> None:
    text = (
        "def number(name, default=None):\n"
        "    try: return int(os.environ[name])\n"
        "    except (KeyError, ValueError): return default\n"
    )
    default = accesses(text + call)[-1].default
    assert (default.form if default is not None else "none") == form


@pytest.mark.parametrize(
    "text",
    [
        "from pydantic import Field\nclass A:\n    x: str = Field(os.getenv('K'))",
        "@option(os.getenv('K'))\ndef f(): pass",
        "start(os.environ)",
    ],
)
def test_what_only_takes_a_text_along_converts_nothing(text: str) -> None:
    assert [access.cast for access in accesses(text)] == [""]


def test_a_parsing_decorator_argument_is_converted() -> None:
    assert [access.cast for access in accesses("@option(int(os.getenv('K')))\ndef f(): pass")] == ["int"]
