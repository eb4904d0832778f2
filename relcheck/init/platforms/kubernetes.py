"""Kubernetes: a Deployment for each process, a Service, and a Job that migrates. The Secret is made by hand."""

import json

from relcheck.init.fill import fill
from relcheck.init.processes import migration, processes
from relcheck.init.seen import File, Process, Seen
from relcheck.init.variables import about, apart, comments, quoted, required, withheld


def render(seen: Seen) -> list[File]:
    """k8s/NAME.yaml."""
    seen = apart(seen)
    parts = [_job(seen)] if seen.migrates else []
    started = processes(seen)
    parts += [_deployment(seen, one, first=not number) for number, one in enumerate(started)]
    served = next((one for one in started if one.port), None)
    if served:
        parts.append(fill("service.yaml.txt", name=seen.slug, process=served.name, port=str(served.port)).rstrip())
    secrets = any(entry.secret for entry in required(seen))
    plain = any(not entry.secret for entry in required(seen))
    how = [f"#   kubectl create secret generic {seen.slug} --from-env-file=secrets.env"] * secrets
    how += [f"#   kubectl create configmap {seen.slug} --from-env-file=plain.env"] * plain
    head = "\n".join(["# Before the first apply, with files that stay outside of the repository:", *how]) if how else ""
    text = fill("kubernetes.yaml.txt", head=head, parts="\n---\n".join(parts))
    return [File(f"k8s/{seen.slug}.yaml", text, "the workloads on Kubernetes")]


def _env(seen: Seen) -> str:
    lines: list[str] = []
    for entry in required(seen):
        kind = "secretKeyRef" if entry.secret else "configMapKeyRef"
        lines += [f"# {about(entry)}"] * bool(about(entry))
        lines += [f"- name: {entry.name}", f"  valueFrom: {{{kind}: {{name: {seen.slug}, key: {entry.name}}}}}"]
    for entry in withheld(seen):
        where = f"{{secretKeyRef: {{name: {seen.slug}, key: {entry.name}, optional: true}}}}"
        lines += [f"# - name: {entry.name}", f"#   valueFrom: {where}"]
    for one in comments(seen, lambda entry: f"- name: {entry.name}\n#   value: {quoted(entry.default)}"):
        lines += one.split("\n")
    if not any(not line.startswith("#") for line in lines):
        return "\n".join(lines)
    return "\n".join(["env:", *(f"  {line}" for line in lines)])


def _deployment(seen: Seen, process: Process, *, first: bool) -> str:
    port = f"ports: [{{name: http, containerPort: {process.port}}}]" if process.port else ""
    args = "" if first else f"args: {json.dumps(list(process.command))}"
    return fill(
        "deployment.yaml.txt", name=seen.slug, process=process.name, port=port, args=args, env=_env(seen)
    ).rstrip()  # fmt: skip


def _job(seen: Seen) -> str:
    return fill("job.yaml.txt", name=seen.slug, args=json.dumps(list(migration(seen))), env=_env(seen)).rstrip()
