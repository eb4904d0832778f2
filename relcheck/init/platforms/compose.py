"""Docker Compose: compose.yaml. What is required is taken from the shell or `.env`, and refuses to be empty."""

import json

from relcheck.facts.contract import Entry
from relcheck.init.fill import fill
from relcheck.init.processes import migration, processes
from relcheck.init.seen import File, Process, Seen
from relcheck.init.variables import about, apart, comments, quoted, required, withheld


def render(seen: Seen) -> list[File]:
    """compose.yaml, or a file of ours beside one that is there."""
    seen = apart(seen)
    blocks = [_service(seen, one, first=not number) for number, one in enumerate(processes(seen))]
    if seen.migrates:
        command = json.dumps(list(migration(seen)))
        blocks.insert(0, "\n".join(["migrate:", "  <<: *service", f"  command: {command}", '  restart: "no"']))
    env: list[str] = []
    for entry in required(seen):
        env += [f"# {about(entry)}"] * bool(about(entry))
        env.append(f"{entry.name}: {quoted('${' + entry.name + ':?' + _why(entry) + '}')}")
    env += [f"# {entry.name}:" for entry in withheld(seen)]
    env += comments(seen, lambda entry: f"{entry.name}: {quoted(entry.default)}")
    active = any(not line.startswith("#") for line in env)
    lines = ["environment:", *(f"  {line}" for line in env)] if active else env
    text = fill("compose.yaml.txt", env="\n".join(lines), services="\n".join(blocks))
    return [File(path(seen), text, "the service under Docker Compose")]


def path(seen: Seen) -> str:
    """The name of the file: not the one that Compose takes by itself, where that is taken."""
    there = any(seen.holds(name) for name in ("compose.yml", "docker-compose.yml", "docker-compose.yaml"))
    return "compose.relcheck.yaml" if there else "compose.yaml"


def _why(entry: Entry) -> str:
    words = about(entry) or "is required"
    return "".join(one for one in words if one not in "{}$`\"'\\")


def _service(seen: Seen, process: Process, *, first: bool) -> str:
    lines = [f"{process.name}:", "  <<: *service"]
    lines += [f"  command: {json.dumps(list(process.command))}"] * (not first)
    lines += [f'  ports: ["127.0.0.1:{process.port}:{process.port}"]'] * bool(process.port)
    if seen.migrates:
        lines += ["  depends_on:", "    migrate:", "      condition: service_completed_successfully"]
    return "\n".join(lines)
