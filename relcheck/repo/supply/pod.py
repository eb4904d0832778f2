"""How the containers of a pod run: as whom, how many, on which ports, and what else may give them variables."""

import re
from collections.abc import Iterator
from typing import Final

from relcheck.facts.deployment import Mention, Platform
from relcheck.repo.supply.value import boolean, number, runs_as, scalars, text
from relcheck.repo.yaml import Node

_EXPANDED: Final = re.compile(r"(?<!\$)\$\(([A-Za-z_][A-Za-z0-9_]*)\)")


def user(node: Node) -> str:
    """`root` or `other`, of the security context of a pod or a container."""
    context = node.get("securityContext")
    named = runs_as(text(context.get("runAsUser"))) if context is not None else ""
    return named or ("other" if context is not None and boolean(context.get("runAsNonRoot")) else "")


def many(root: Node, platform: Platform) -> bool:
    """Whether there are several without a number: one on each node, or as many as requests need."""
    if platform == "cloud-run":
        limit = root.at("spec", "template", "metadata", "annotations", "autoscaling.knative.dev/maxScale")
        return number(limit) != 1
    return text(root.get("kind")) == "DaemonSet"


def binds_low(container: Node, pod: Node) -> bool:
    """Whether it may listen below port 1024 whoever it runs as."""
    added = container.at("securityContext", "capabilities", "add")
    sysctls = pod.at("securityContext", "sysctls")
    return any(one.value in ("NET_BIND_SERVICE", "ALL") for one in scalars(added)) or any(
        "ip_unprivileged_port_start" in text(one.get("name")) for one in (sysctls.items if sysctls else ())
    )


def asked(container: Node) -> Iterator[Mention]:
    """The variables that values and commands put in: `$(POD_IP)`."""
    env = container.get("env")
    values = [entry.get("value") for entry in env.items] if env else []
    words = [node for key in ("command", "args") for node in scalars(container.get(key))]
    names = {name for node in (*values, *words) if node is not None for name in _EXPANDED.findall(node.value)}
    if names:
        yield Mention(container.span, tuple(sorted(names)))


def opaque(pod: Node) -> Iterator[str]:
    """What gives variables to a pod and is written nowhere."""
    annotations = pod.at("metadata", "annotations")
    for key, _ in annotations.entries() if annotations else ():
        if "vault" in key.value:
            yield "Vault agent"
            return


def ports(container: Node) -> Iterator[int]:
    """The ports that a container says it listens on."""
    listed = container.get("ports")
    for entry in listed.items if listed else ():
        port = number(entry.get("containerPort"))
        if port is not None:
            yield port
