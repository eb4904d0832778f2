"""GitHub Actions and GitLab CI: what a job gives to the commands that it runs (`env`, `variables`)."""

from collections.abc import Iterator
from typing import Any, Final

from relcheck.facts.deployment import Platform, Supply, Workload
from relcheck.repo.supply.command import kept
from relcheck.repo.supply.entry import given, root_of, supply
from relcheck.repo.supply.value import text
from relcheck.repo.yaml import Node, load

GITLAB_KEYS: Final = frozenset(
    "variables default include stages workflow image services cache before_script after_script spec pages".split()
)


def read(data: bytes, path: str) -> tuple[Any, ...]:
    """Each job is a workload; the innermost `env` wins."""
    root, facts = root_of(load(data, path), path)
    reader = _gitlab if path.rpartition("/")[2].startswith(".gitlab-ci") else _github
    facts.extend(reader(root))
    return tuple(facts)


def _github(root: Node) -> Iterator[Any]:
    jobs = root.get("jobs")
    for name, job in jobs.entries() if jobs else ():
        if job.kind != "map":
            continue
        yield Workload(name.span, "github-actions", name.value, image=text(job.get("container")), command=_runs(job))
        for rank, table in ((10, root.get("env")), (20, job.get("env")), (30, job.at("container", "env"))):
            yield from _table(table, "github-actions", name.value, "env", rank)
        steps = job.get("steps")
        for step in steps.items if steps else ():
            yield from _table(step.get("env"), "github-actions", name.value, "env", 40)


def _runs(job: Node) -> tuple[str, ...]:
    """The first words of what the steps run: enough to tell a test job from one that starts the service."""
    steps = job.get("steps")
    lines = [line for step in (steps.items if steps else ()) for line in text(step.get("run")).splitlines()]
    return kept(word for line in lines for word in line.split()[:4])


def _gitlab(root: Node) -> Iterator[Any]:
    shared = root.get("variables")
    for name, job in root.entries():
        if job.kind != "map" or name.value in GITLAB_KEYS or name.value.startswith("."):
            continue
        script = job.get("script")
        words = kept(word for line in (script.strings() if script else ()) for word in line.value.split()[:4])
        yield Workload(name.span, "gitlab-ci", name.value, command=words, opaque=("GitLab CI/CD variables",))
        yield from _table(shared, "gitlab-ci", name.value, "variables", 10)
        yield from _table(job.get("variables"), "gitlab-ci", name.value, "variables", 40)


def _table(node: Node | None, platform: Platform, unit: str, layer: str, rank: int) -> Iterator[Supply]:
    for key, value in node.entries() if node is not None and node.kind == "map" else ():
        written = value.get("value") if value.kind == "map" else value
        if written is None:
            continue
        expression = written.value.strip()
        if expression.startswith("${{"):
            kind = "secret" if "secrets." in expression else "variable"
            name = expression.partition("s." if kind == "secret" else ".")[2].strip(" }")
            yield supply(key, given("promised"), platform, unit, layer, rank=rank, refers=f"{kind}:{name}")
        elif "${{" in expression or (platform == "gitlab-ci" and "$" in expression):
            yield supply(key, given("reference"), platform, unit, layer, rank=rank)
        else:
            yield supply(key, written, platform, unit, layer, rank=rank)
