"""Programs that a server of pages starts by the name of a module: `streamlit run app.py`, `chainlit run app.py`."""

import os
import re
from collections.abc import Collection
from typing import Final

from relcheck.repo.contents import start_of

SERVERS: Final = frozenset(("streamlit", "chainlit"))
_IMPORTED: Final = re.compile(
    rb"^(?:import|from) (streamlit|chainlit)\b(?!\.components)(?:[ \t]+as[ \t]+(\w+))?", re.MULTILINE
)


def shows(directory: str, names: Collection[str], distribution: str) -> bool:
    """Whether a module beside a pyproject.toml makes a page when it is executed, and is not the demo of a package.

    `names` are what is in the directory.
    """
    package = distribution.replace("-", "_").replace(".", "_").lower()
    if any(os.path.exists(os.path.join(directory, *path)) for path in ((package,), ("src", package))):
        return False
    return any(name.endswith(".py") and shown_by(start_of(os.path.join(directory, name))) for name in names)


def shown_by(data: bytes) -> str:
    """The server that a module uses while it is executed, in a line that is not indented; empty for no page."""
    found = _IMPORTED.search(data)
    if found is None:
        return ""
    used = re.escape(found[2] or found[1])
    calls = rb"^(?:with |@|\w+ = |if )?(?:" + used + rb"\.\w+|\w+\(|__name__)"
    return found[1].decode() if re.search(calls, data, re.MULTILINE) else ""
