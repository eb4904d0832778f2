"""Copies of the environment: what is read of them, and which are only made for a child process."""

import pytest

from relcheck.facts.python import Access
from tests.repo.python.differential import both


def accesses(text: str) -> tuple[Access, ...]:
    """The accesses of a text, which both ways to read it agree on."""
    pair = both(f"import os\n{text}".encode(), "shop/app.py")
    assert pair is not None
    assert pair[0] == pair[1]
    return pair[0].accesses


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("x = dict(os.environ)['K']", "subscript"),
        ("x = os.environ.copy()['K']", "subscript"),
        ("x = {**os.environ}['K']", "subscript"),
        ("x = os.environ.copy().get('K', 'd')", "get"),
        ("x = 'K' in dict(os.environ)", "membership"),
    ],
)
def test_what_is_asked_of_a_copy_at_once_is_read_by_its_name(text: str, kind: str) -> None:
    assert [(a.names, a.kind, a.target) for a in accesses(text)] == [(("K",), kind, "x")]


@pytest.mark.parametrize(
    "text",
    [
        "def f(env): return {**os.environ, **env}",
        "def f(self): return {**os.environ, 'A': '1', **self.extra_env}",
        "def f(): return {**os.environ, **get_env()}",
        "def f(env): return os.environ | env",
        "def f(env): return dict(os.environ, **env)",
        "def f(more):\n    env = os.environ.copy()\n    env.update(more)\n    return env",
        "def f():\n    child_env = dict(os.environ)\n    child_env['A'] = '1'\n    return child_env",
    ],
)
def test_an_environment_that_is_made_for_a_child_is_handed_on(text: str) -> None:
    assert [(a.kind, a.direction) for a in accesses(text)] == [("whole", "passthrough")]


@pytest.mark.parametrize(
    "text",
    [
        "def f(more): return {**os.environ, **more}",
        "def f(env): return {**env, **os.environ}",
        "def f(): return dict(os.environ)",
        "def f(more):\n    config = os.environ.copy()\n    config.update(more)\n    return config",
        "def f():\n    env = os.environ.copy()\n    return env",
    ],
)
def test_a_copy_that_nothing_tells_of_is_read(text: str) -> None:
    assert [(a.kind, a.direction) for a in accesses(text)] == [("whole", "read")]


def test_what_is_appended_to_is_read_and_written() -> None:
    found = accesses("os.environ['K'] += ':p'")
    assert [(a.kind, a.direction, a.names) for a in found] == [
        ("subscript", "read", ("K",)),
        ("subscript", "write", ("K",)),
    ]
    assert found[0].span == found[1].span


def test_what_is_kept_of_a_copy_for_a_child_is_read() -> None:
    text = "def f():\n    env = os.environ.copy()\n    {}\n    run(env=env)\n"
    for kept in ("pid = env.pop('PID', None)", "pid = env['PID']"):
        found = [(a.kind, a.names) for a in accesses(text.format(kept))]
        assert found == [("whole", ()), ("pop" if "pop" in kept else "subscript", ("PID",))]
    for ready in ("p = env['P']; env['P'] = p + 'x'", "env.update(more); p = env['P']", "env.pop('P')"):
        assert [a.names for a in accesses(text.format(ready))] == [()]
