"""Names of variables that a platform keeps itself, as its own command lists them; values are never kept.

Understood: `fly secrets list --json`, `railway variables --json`, `heroku config --json`, `gh secret list --json
name`, `kubectl get secret -o json`, `cf curl /v3/apps/GUID/env`, `doppler secrets --only-names --json`, env files,
and one name a line.
"""

import json
import re
from typing import Any, Final

from relcheck.errors import UsageError

_NAME: Final = re.compile(r"^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*(?:=.*)?$")


def names(text: str, source: str = "the list") -> tuple[str, ...]:
    """The names in a list, sorted.

    Raises `UsageError` where there is none: an empty list that was meant to hold names would make every
    variable look missing.
    """
    try:
        found = set(_of(json.loads(text)))
    except (json.JSONDecodeError, RecursionError):
        found = {match[1] for line in text.splitlines() if (match := _NAME.match(line))}
    if not found:
        raise UsageError(f"{source}: no names of variables in it; give JSON of a platform's command, or one a line")
    return tuple(sorted(found))


def _of(value: Any) -> list[str]:
    """The names in decoded JSON of any of the known shapes."""
    if isinstance(value, list):
        return [name for item in value for name in ([item] if isinstance(item, str) else _of(item))]
    if not isinstance(value, dict):
        return []
    if isinstance(value.get("items"), list):  # kubectl's List
        return _of(value["items"])
    if value.get("kind") in ("Secret", "ConfigMap"):
        return [key for part in ("data", "stringData") for key in value.get(part) or {}]
    if isinstance(value.get("environment_variables"), dict):  # Cloud Foundry, and what stands beside it
        return [name for part in value.values() if isinstance(part, dict) for name in part]
    for key in ("name", "Name", "key"):
        if isinstance(value.get(key), str):
            return [value[key]]
    if isinstance(value.get("secrets"), dict | list):
        return _of(value["secrets"])
    return [key for key in value if _NAME.match(key)]
