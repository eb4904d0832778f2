"""The page about clusters is true: every settings class on it takes its environment, and is probed as the page says."""

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from relcheck.boot.dotenv import read
from relcheck.boot.probe import Plan
from relcheck.boot.probe_urls import Endpoint
from relcheck.boot.verify import verify

PAGE = Path(__file__).parents[2] / "docs/how-to/cluster.md"


class Example(NamedTuple):
    """One section: a module, an environment that fills its classes, and what is looked for, by variable."""

    title: str
    module: str
    source: str
    environ: str
    probed: dict[str, str]


def examples() -> Iterator[Example]:
    for section in PAGE.read_text(encoding="utf-8").split("\n## ")[1:]:
        files = dict(part.split('"', 1) for part in section.split(' title="')[1:])
        texts = {name: rest.split("```")[0].removeprefix("\n") for name, rest in files.items()}
        source, environ = (next(name for name in texts if name.endswith(end)) for end in (".py", ".env"))
        table = section.split("| variable | what `--probe` does |\n|---|---|\n")[1].split("\n\n")[0]
        rows = [line.strip("| ").split(" | ") for line in table.splitlines()]
        probed = {name.strip("`"): what for name, what in rows}
        yield Example(section.splitlines()[0], source.removesuffix(".py"), texts[source], texts[environ], probed)


EXAMPLES = list(examples())


def words(places: list[Endpoint]) -> str:
    """What a look at these places does, as the page puts it."""
    first, many = places[0], f" {len(places)} hosts" if len(places) > 1 else ""
    tls = "TLS" if first.trust not in ("", "offered") else ""
    if first.kind == "redis":
        return f"asks{many} for `PONG`" + (f" in {tls}" if tls else "")
    if first.kind in ("amqp", "postgresql"):
        how = "in AMQP" if first.kind == "amqp" else "as PostgreSQL"
        return f"greets{many} {how}" + (f" and {tls}" if tls else "")
    if first.kind == "port":
        return "binds the ports" if first.last > first.port else "binds the port"
    return "looks it up" if first.kind == "name" else "connects" + (f" in {tls}" if tls else "")


@pytest.mark.parametrize("shown", EXAMPLES, ids=lambda shown: shown.module)
def test_an_environment_fills_its_class_and_is_probed_as_the_page_says(
    shown: Example, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    (tmp_path / f"{shown.module}.py").write_text(shown.source, encoding="utf-8")
    targets = [f"{shown.module}:{line.split('(')[0][6:]}" for line in shown.source.splitlines() if line[:6] == "class "]
    looked: list[Endpoint] = []
    environ = read(shown.environ, "docker", {}, "shown.env")

    def look(endpoint: Endpoint, until: float) -> str:
        looked.append(endpoint)
        return ""

    plan = Plan(look=look)
    verdict = verify(targets, app_dir=str(tmp_path), environ=environ, plan=plan)
    sys.modules.pop(shown.module)
    assert verdict.wrong == ()
    assert verdict.notes == ()
    assert set(verdict.probed) == set(shown.probed)
    for name, what in shown.probed.items():
        looked.clear()
        verify(targets, app_dir=str(tmp_path), environ=environ, plan=plan._replace(names=(name,)))
        sys.modules.pop(shown.module)
        said = words(looked)
        assert what == said or (said == "looks it up" and what.startswith("looks the ")), name


@pytest.mark.parametrize("shown", EXAMPLES, ids=lambda shown: shown.module)
def test_without_its_environment_a_class_refuses(
    shown: Example, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    (tmp_path / f"{shown.module}.py").write_text(shown.source, encoding="utf-8")
    verdict = verify([f"{shown.module}:Settings"], app_dir=str(tmp_path), environ={})
    sys.modules.pop(shown.module)
    assert "missing" in Counter(fact.state for fact in verdict.wrong)


def test_every_engine_has_its_section() -> None:
    titles = " ".join(shown.title for shown in EXAMPLES)
    assert all(name in titles for name in ("Celery", "Sentinel", "RabbitMQ", "Ray", "Dask", "gunicorn", "Elixir"))
