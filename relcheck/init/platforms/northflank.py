"""Northflank: a template. Arguments have no value in the repository: they are overridden where it is run."""

import json
import shlex
from typing import Any

from relcheck.init.processes import migration, processes
from relcheck.init.seen import File, Process, Seen


def render(seen: Seen) -> list[File]:
    """northflank.json."""
    asked = [entry for entry in seen.entries if not entry.open and (entry.secret or not entry.optional)]
    env = {entry.name: "${args." + entry.name + "}" for entry in asked if not entry.optional}
    env |= {
        entry.name: entry.default for entry in seen.entries if entry.optional and not entry.secret and entry.default
    }
    steps: list[Any] = [_service(seen, one, env, first=not number) for number, one in enumerate(processes(seen))]
    if seen.migrates:
        steps.insert(0, _job(seen, env))
    kept = [entry.name for entry in seen.entries if entry.optional and (entry.secret or not entry.default)]
    about = "The values of the arguments are given by overrides and are not in this file."
    if kept:
        about += " May be added: " + ", ".join(kept) + "."
    document = {
        "apiVersion": "v1.2",
        "name": seen.slug,
        "description": about,
        "arguments": {},
        "spec": {"kind": "Workflow", "spec": {"type": "sequential", "steps": steps}},
    }
    return [File("northflank.json", json.dumps(document, indent=2) + "\n", "the template for Northflank")]


def _shared(seen: Seen, env: dict[str, str], command: tuple[str, ...]) -> dict[str, Any]:
    docker: dict[str, Any] = {"configType": "default"}
    if command:  # the entry point stays, so that the environment is verified first
        docker = {"configType": "customCommand", "customCommand": shlex.join(command)}
    return {
        "vcsData": {"projectUrl": "${args.REPOSITORY_URL}", "projectType": "github", "projectBranch": "main"},
        "buildSettings": {
            "dockerfile": {"buildEngine": "buildkit", "dockerFilePath": "/Dockerfile", "dockerWorkDir": "/"}
        },
        "billing": {"deploymentPlan": "nf-compute-20"},
        "runtimeEnvironment": env,
        "deployment": {"instances": 1, "docker": docker},
    }


def _service(seen: Seen, process: Process, env: dict[str, str], *, first: bool) -> dict[str, Any]:
    spec: dict[str, Any] = {"name": seen.slug if first else f"{seen.slug}-{process.name}"}
    spec |= _shared(seen, env, () if first else process.command)
    if process.port:
        spec["ports"] = [{"name": "http", "internalPort": process.port, "public": True, "protocol": "HTTP"}]
    return {"kind": "CombinedService", "spec": spec}


def _job(seen: Seen, env: dict[str, str]) -> dict[str, Any]:
    return {"kind": "ManualJob", "spec": {"name": f"{seen.slug}-migrate", **_shared(seen, env, migration(seen))}}
