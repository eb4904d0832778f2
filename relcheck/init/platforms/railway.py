"""Railway: railway.toml, which holds no variables. They are set in the service, and listed here as comments."""

import shlex

from relcheck.init.fill import fill
from relcheck.init.processes import migration, processes
from relcheck.init.seen import File, Seen
from relcheck.init.variables import optional, quoted, required


def render(seen: Seen) -> list[File]:
    """railway.toml."""
    first, *others = processes(seen)
    told = [f"#   {entry.name}" + (" (secret: seal it)" if entry.secret else "") for entry in required(seen)]
    may = [f"#   {entry.name}" for entry in optional(seen)]
    told = ["# Required:", *told] * bool(told) + ["# Optional:", *may] * bool(may)
    if first.port:
        told += [f"# And PORT={first.port}, the port on which the service listens."]
    told += [
        f"# A second service of the same repository, `{one.name}`, has the start command: {shlex.join(one.command)}"
        for one in others
    ]
    before = f"preDeployCommand = [{quoted(' '.join(migration(seen)))}]" if seen.migrates else ""
    return [
        File("railway.toml", fill("railway.toml.txt", told="\n".join(told), before=before), "the service on Railway")
    ]
