"""Render: render.yaml, a Blueprint. What has `sync: false` is asked for when the Blueprint is first applied."""

import shlex

from relcheck.init.fill import fill
from relcheck.init.processes import migration, processes
from relcheck.init.seen import File, Process, Seen
from relcheck.init.variables import about, comments, quoted, required, withheld


def render(seen: Seen) -> list[File]:
    """render.yaml."""
    services = "\n".join(_service(seen, one, first=not number) for number, one in enumerate(processes(seen)))
    return [File("render.yaml", fill("render.yaml.txt", services=services), "the Blueprint for Render")]


def _service(seen: Seen, process: Process, *, first: bool) -> str:
    lines = [
        f"- type: {'web' if process.port else 'worker'}",
        f"  name: {seen.slug}" + ("" if first else f"-{process.name}"),
        "  runtime: docker",
        "  dockerfilePath: ./Dockerfile",
    ]
    if not first:
        lines.append(f"  dockerCommand: {quoted(shlex.join(process.command))}")
    if first and seen.migrates:
        lines.append(f"  preDeployCommand: {' '.join(migration(seen))}")
    env: list[str] = []
    if process.port:
        env += ["# the port on which the service listens", "- key: PORT", f'  value: "{process.port}"']
    for entry in required(seen):
        env += [f"# {about(entry)}"] * bool(about(entry))
        env += [f"- key: {entry.name}", "  sync: false"]
    for entry in withheld(seen):
        env += [f"# - key: {entry.name}", "#   sync: false"]
    env += [line for one in comments(seen, lambda e: f"- key: {e.name}\n#   value: {quoted(e.default)}")
            for line in one.split("\n")]  # fmt: skip
    if any(not line.startswith("#") for line in env):
        lines += ["  envVars:", *(f"    {line}" for line in env)]
    else:
        lines += [f"  {line}" for line in env]
    return "\n".join(lines)
