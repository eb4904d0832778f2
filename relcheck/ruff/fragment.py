"""What relcheck wants to find in ruff's configuration, so that editors show REL101 as you type."""

from collections.abc import Iterable
from typing import Final, NamedTuple

RULE: Final = "TID251"
"""ruff's banned-api: the one rule of ruff that can carry a policy of ours."""

READERS: Final = ("os.environ", "os.environb", "os.getenv", "os.getenvb")
EXEMPT: Final = ("**/tests/**", "**/test_*.py", "**/conftest.py", "**/setup.py", "**/noxfile.py")
"""Files that relcheck itself does not hold to the promise (see `relcheck.repo.who`)."""


class Fragment(NamedTuple):
    """The settings, each under `lint` of ruff's configuration."""

    external: tuple[str, ...]
    extend_select: tuple[str, ...]
    banned: tuple[tuple[str, str], ...]
    exempt: tuple[str, ...]


def fragment(runtime: Iterable[str]) -> Fragment:
    """The fragment for a project whose runtime config modules lie at these paths, relative to the root."""
    places = tuple(runtime)
    where = f"`{places[0]}`" if places else "the runtime config module"
    message = f"REL101: the environment is read in {where}; import the settings from there"
    return Fragment(
        external=("REL",),
        extend_select=(RULE,),
        banned=tuple((name, message) for name in READERS),
        exempt=places + EXEMPT,
    )
