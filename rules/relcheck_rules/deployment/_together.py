"""Which services of one file are started together."""

import re

from relcheck.facts.deployment import Workload

_STAGE = re.compile(r"(^|[_-])(dev|development|test|tests|testing|prod|production|staging|local|ci)(?=[_-]|$)[_-]?")


def together(one: Workload, other: Workload) -> bool:
    """Whether two services run at once: of different profiles or stages (`dev-web`, `test-web`), they mostly do not.

    Nor do a service and a variant of it, which runs the same command (`web`, `web_gpu`).
    """
    short, long = sorted((one.name, other.name), key=len)
    more = long.removeprefix(short)
    if more != long and more[0] in "_-" and not more[1:].isdigit() and one.command and one.command == other.command:
        return False
    return set(one.profiles) == set(other.profiles) and _STAGE.sub("", one.name) != _STAGE.sub("", other.name)
