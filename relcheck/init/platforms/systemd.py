"""systemd: a unit for each process. Values stand in a file of the host that only root can read."""

from relcheck.init.fill import fill
from relcheck.init.processes import migration, processes, shell
from relcheck.init.seen import File, Process, Seen
from relcheck.init.variables import optional, required


def render(seen: Seen) -> list[File]:
    """deploy/NAME-PROCESS.service."""
    return [_unit(seen, one, first=not number) for number, one in enumerate(processes(seen))]


def _unit(seen: Seen, process: Process, *, first: bool) -> File:
    name = seen.slug if first else f"{seen.slug}-{process.name}"
    home = f"/opt/{seen.slug}"
    told = [f"#   {entry.name}" + (" (secret)" if entry.secret else "") for entry in required(seen)]
    may = [f"#   {entry.name}" for entry in optional(seen)]
    told = ["# Required:", *told] * bool(told) + ["# Optional:", *may] * bool(may)
    before = ""
    if seen.migrates and first:
        before = f"ExecStartPre={home}/.venv/bin/{' '.join(migration(seen))}"
    command = shell(process).replace('"$HOST"', "127.0.0.1").replace('"$PORT"', str(process.port))
    command = command.replace('"$HOST:$PORT"', f"127.0.0.1:{process.port}").replace("'", '"')
    path = f"Environment=PYTHONPATH={home}/{seen.app_dir}" if seen.app_dir else ""
    text = fill(
        "unit.service.txt", name=name, slug=seen.slug, home=home, told="\n".join(told), before=before, path=path,
        command=command,
    )  # fmt: skip
    return File(f"deploy/{name}.service", text, "the unit for systemd")
