"""A fixed program does what it did: modules with random reads are run before and after, in the same environment."""

import ast
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from relcheck import api
from relcheck.asked import Asked
from relcheck.config import Config
from relcheck.diagnostic import Diagnostic
from relcheck.repair import repair
from tests.fix.conftest import ALL, Fixing, outcome

CONFIG = """\
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    region: str = "eu"


settings = Settings()
"""
NAMES = st.sampled_from(("HOST", "PORT", "RATE", "API_TOKEN", "REGION", "COPY", "MODEL_NAME"))
TEXTS = st.sampled_from(("", "1", " 7 ", "eu", "0.5", "true", "é\"'", "-3"))
DEFAULTS = st.one_of(
    st.just(""), st.just(", None"), TEXTS.map(lambda text: f", {text!r}"), st.sampled_from((", SOME", ", 30", ", (1)"))
)
SHAPES = st.sampled_from(
    (
        "{}",
        "int({})",
        "float({})",
        "{} == 'true'",
        "str({})",
        "[{}, 1]",
        "({} or 'x')",
        "not {}",
        "f'{{{}}}'",
        "{} is None",
    )
)
PLACES = st.sampled_from(
    (
        "R{n} = {read}",
        "def f{n}():\n\treturn {read}\nR{n} = f{n}()",
        "def f{n}(x={read}):\n    return x\nR{n} = f{n}()",
        "class C{n}:\n    held = {read}\n\x0cR{n} = C{n}.held",
        "R{n} = [\n    {read},  # why\n    'é',\n]",
        "if {read}:\n    R{n} = 1\nelse: R{n} = 2",
        "R{n} = 0; R{n} = {read}; x{n} = 1",
    )
)


@st.composite
def reads(draw: st.DrawFn) -> str:
    name, shape = draw(NAMES), draw(SHAPES)
    spelled = draw(st.sampled_from(("os.environ.get({!r}{})", "os.getenv({!r}{})", "env[{!r}]", "{!r} in os.environ")))
    given = spelled.format(name, draw(DEFAULTS)) if "{}" in spelled else spelled.format(name)
    if "f'" in shape:
        given = given.replace("'", '"') if "\\" not in given and given.count('"') == 0 else "0"
    return shape.format(given if "in os" not in given else f"({given})")


@st.composite
def modules(draw: st.DrawFn) -> str:
    rows = [draw(PLACES).format(n=n, read=draw(reads())) for n in range(draw(st.integers(1, 5)))]
    return "import os\nfrom os import environ as env\n\nSOME = 'some'\n" + "\n".join(rows) + "\n"


def places(found: Iterable[Diagnostic]) -> int:
    """How many places the findings are about: one may name several reads of a variable."""
    return sum(1 + sum(other.message == "and here" for other in one.related) for one in found)


ENVIRONMENTS = st.dictionaries(NAMES, TEXTS, max_size=5)


@settings(max_examples=40, deadline=None)
@given(code=modules(), environment=ENVIRONMENTS)
def test_a_fixed_program_does_what_it_did(fixing: Fixing, code: str, environment: dict[str, str]) -> None:
    before = {"shop/__init__.py": "", "shop/config.py": CONFIG, "shop/app.py": code}
    after = fixing.fixed(before)
    for text in after.values():
        ast.parse(text)
    old, new = fixing.judged(before, ALL)[1], fixing.judged(after, ALL)[1]
    assert {(one.code, one.variable) for one in new} <= {(one.code, one.variable) for one in old}
    assert (places(new) < places(old)) == (after != before)
    assert fixing.fixed(after) == after
    held: Any = outcome(before, environment)
    if held[1]:
        return  # a program that fails may fail at another place
    made = outcome(after, environment)
    if has_switch(after, before):
        return
    if made[1]:
        assert "int" in code or "float" in code or "env[" in code  # a start that fails, instead of a call
        return
    assert repr(made) == repr(held)


def has_switch(after: Mapping[str, str], before: Mapping[str, str]) -> bool:
    """Whether a text that was tested as a truth value became a `bool`, to which "0" and "false" say another thing."""
    return any(text.count(": bool") > before.get(path, "").count(": bool") for path, text in after.items())


WORDS = st.sampled_from(("true", "True", "false", "0", "1"))
SWITCHES = st.sampled_from(
    (
        "os.environ.get('ON', 'false').lower() == 'true'",
        "os.getenv('ON', '1').strip().lower() in ('true', '1')",
        "os.getenv('ON') in ['true', 'True', '1']",
        "os.environ.get('ON', 'true').lower() not in ('false', '0')",
        "os.environ['ON'].lower() != 'false' and 1",
        "os.environ.get('ON', '').lower() == 'false'",
    )
)


@settings(max_examples=40, deadline=None)
@given(read=SWITCHES, word=st.one_of(st.none(), WORDS))
def test_a_switch_says_the_same_where_the_words_are_plain(fixing: Fixing, read: str, word: str | None) -> None:
    before = {"shop/__init__.py": "", "shop/config.py": CONFIG, "shop/app.py": f"import os\n\nR = {read}\n"}
    after = fixing.fixed(before, bold=True)
    assert "    on: bool" in after["shop/config.py"]
    assert fixing.fixed(before, unsafe=False, bold=True) == before
    held = outcome(before, {"ON": word} if word else {})
    known = word is None or word.lower() in ("true", "false") or "'0'" in read or "'1'" in read
    if known and not (word in ("0", "1") and ("'0'" not in read or word == "0") and ("'1'" not in read or word == "1")):
        assert outcome(after, {"ON": word} if word else {}) == held


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(code=modules(), environment=ENVIRONMENTS)
def test_a_program_with_a_new_runtime_module_does_what_it_did(
    tmp_path_factory: pytest.TempPathFactory, code: str, environment: dict[str, str]
) -> None:
    root = tmp_path_factory.mktemp("project")
    before = {"shop/__init__.py": "", "shop/app.py": code.replace("\n", "\r\n")}
    for path, text in before.items():
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).write_bytes(text.encode())
    after = {**before, **_repaired(root)}
    for path, text in after.items():
        ast.parse(text)
        assert path.endswith("runtime.py") or text.count("\r\n") == text.count("\n")
        (root / path).write_bytes(text.encode())
    assert _repaired(root) == {}
    held = outcome(before, environment)
    made = outcome(after, environment)
    if has_switch(after, before):
        return
    if not held[1] and (not made[1] or not any(word in code for word in ("int(", "float(", "env["))):
        assert repr(made) == repr(held)


def _repaired(root: Path) -> dict[str, str]:
    """What `--fix --unsafe-fixes` writes, but for switches, which say more than they did."""
    done = repair(
        [str(root)], Config(root=str(root)), asked=Asked(), options=api.Options(cache=False), unsafe=True, bold=False
    )
    return {path: data.decode() for path, data in done.after.items()}
