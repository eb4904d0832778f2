"""DigitalOcean App Platform: .do/app.yaml. A secret has a type and no value, which is entered once and encrypted."""

import shlex

from relcheck.init.fill import fill
from relcheck.init.processes import migration, processes
from relcheck.init.seen import File, Process, Seen
from relcheck.init.variables import about, comments, quoted, required, withheld


def render(seen: Seen) -> list[File]:
    """.do/app.yaml."""
    started = processes(seen)
    services = [_component(one, first=not number) for number, one in enumerate(started) if one.port]
    workers = [_component(one, first=not number) for number, one in enumerate(started) if not one.port]
    jobs = []
    if seen.migrates:
        jobs = [
            "- name: migrate", "  kind: PRE_DEPLOY", "  dockerfile_path: Dockerfile",
            f"  run_command: {' '.join(migration(seen))}",
        ]  # fmt: skip
    env: list[str] = []
    for entry in required(seen):
        env += [f"# {about(entry)}"] * bool(about(entry))
        env += [f"- key: {entry.name}", "  scope: RUN_TIME"] + ["  type: SECRET"] * entry.secret
    for entry in withheld(seen):
        env += [f"# - key: {entry.name}", "#   scope: RUN_TIME", "#   type: SECRET"]
    for one in comments(seen, lambda e: f"- key: {e.name}\n#   scope: RUN_TIME\n#   value: {quoted(e.default)}"):
        env += one.split("\n")
    parts = {"services": "\n".join(services), "workers": "\n".join(workers), "jobs": "\n".join(jobs)}
    blocks = [_under(key, text) for key, text in parts.items() if text]
    active = any(not line.startswith("#") for line in env)
    envs = _under("envs", "\n".join(env)) if active else "\n".join(env)
    return [
        File(".do/app.yaml", fill("do.yaml.txt", name=seen.slug, envs=envs, parts="\n".join(blocks)),
             "the app on DigitalOcean"),
    ]  # fmt: skip


def _component(process: Process, *, first: bool) -> str:
    lines = [f"- name: {process.name}", "  dockerfile_path: Dockerfile"]
    lines += [f"  http_port: {process.port}"] * bool(process.port)
    lines += [f"  run_command: {quoted(shlex.join(process.command))}"] * (not first)
    return "\n".join(lines)


def _under(key: str, text: str) -> str:
    return "\n".join([f"{key}:", *(f"  {line}" for line in text.split("\n"))])
