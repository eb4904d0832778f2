"""`railway.json`, `railway.toml` (Railway, "Config as code") hold no variables; `nixpacks.toml`, `railpack.json` do."""

from typing import Any

from relcheck.repo import toml, yaml
from relcheck.repo.supply.command import kept
from relcheck.repo.supply.entry import app, not_read, root_of, table
from relcheck.repo.supply.value import number, text


def read(data: bytes, path: str) -> tuple[Any, ...]:
    """The service of the file; sections of variables that Railway ignores are told as such."""
    loader = toml if path.endswith(".toml") else yaml
    root, facts = root_of(loader.load(data, path), path)
    name = path.rpartition("/")[2]
    if name.startswith(("nixpacks", "railpack")):
        variables = root.get("variables") or root.at("deploy", "variables")
        facts.extend(table(variables, "railway", "service", "variables", phase="both", rank=20))
        return tuple(facts)
    facts.append(
        app(
            path,
            "railway",
            "service",
            dockerfile=text(root.at("build", "dockerfilePath")),
            command=kept(text(root.at("deploy", "startCommand")).split()),
            replicas=number(root.at("deploy", "numReplicas")) or 1,
            opaque=("Railway variables",),
        )
    )
    ignored = [root.get("env"), root.get("variables"), root.at("build", "env"), root.at("deploy", "env")]
    environments = root.get("environments")
    ignored += [value.get("variables") for _, value in environments.entries()] if environments else []
    for section in ignored:
        if section is not None:
            reason = "Railway reads no variables from this file: set them in the service"
            place = section.pairs[0][0].span if section.pairs else section.span
            facts.append(not_read(path, "railway", reason, place))
    return tuple(facts)
