"""Fly.io: fly.toml. Secrets are set with `fly secrets set` and never stand in the file."""

import shlex

from relcheck.init.fill import fill
from relcheck.init.processes import migration, processes
from relcheck.init.seen import File, Seen
from relcheck.init.variables import comments, quoted, required, withheld


def render(seen: Seen) -> list[File]:
    """fly.toml."""
    started = processes(seen)
    several = len(started) > 1
    listed = [f"{one.name} = {quoted(shlex.join(one.command))}" for one in started] if several else []
    names = [entry.name for entry in required(seen)]
    told = [f"# Required, set by `fly secrets set NAME=...`: {name}" for name in names]
    told += [f"# Optional, set the same way: {entry.name}" for entry in withheld(seen)]
    port = next((one.port for one in started if one.port), 0)
    service = ["[http_service]", f"internal_port = {port}", "force_https = true"]
    service += [f'processes = ["{started[0].name}"]'] * several
    text = fill(
        "fly.toml.txt",
        name=seen.slug,
        deploy=f"[deploy]\nrelease_command = {quoted(' '.join(migration(seen)))}" if seen.migrates else "",
        told="\n".join(told),
        env="\n".join(comments(seen, lambda entry: f"{entry.name} = {quoted(entry.default)}")),
        processes="\n".join(["[processes]", *listed]) if several else "",
        service="\n".join(line for line in service if line) if port else "",
    )
    return [File("fly.toml", text, "the app on Fly.io")]
