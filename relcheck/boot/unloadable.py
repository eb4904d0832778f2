"""What to say where pydantic-settings itself cannot be imported: one line about how it was installed."""

import os
import sys
from typing import Final

from relcheck.boot.trouble import trouble
from relcheck.errors import SchemaError

_CORE: Final = "pydantic_core"
_OURS: Final = __file__.removesuffix("boot/unloadable.py")


def unloadable(error: Exception) -> SchemaError | None:
    """The line for what the import of pydantic-settings raised; `None` where relcheck itself is what is wrong."""
    name = error.name or "" if isinstance(error, ImportError) else ""
    if isinstance(error, ModuleNotFoundError) and name in ("pydantic", "pydantic_settings"):
        return SchemaError("pydantic-settings is not installed beside relcheck: install both into one environment")
    places = _places(error)
    if isinstance(error, SystemError):  # pydantic compares its version with that of its compiled part
        what = "pydantic and pydantic-core are of versions that do not go together"
        return SchemaError(f"{what}: pip install --force-reinstall pydantic")
    if isinstance(error, ImportError) and any(f"/{_CORE}/" in place for place in places):
        return SchemaError(
            f"pydantic cannot load its compiled part, `{_CORE}`: {_files()}; it was installed for another Python,"
            " processor or C library: install the dependencies in an image of the same kind as the one that runs them"
        )
    if not isinstance(error, ImportError) and places and places[-1].startswith(_OURS):
        return None
    missing = f"ModuleNotFoundError for `{name.split('.')[0]}`" if isinstance(error, ModuleNotFoundError) else ""
    return SchemaError(
        f"pydantic-settings cannot be imported ({missing or trouble(error).kind}): relcheck needs pydantic 2.10,"
        " pydantic-settings 2.7 or newer, and what they depend on: pip install --force-reinstall relcheck-config"
    )


def _places(error: Exception) -> list[str]:
    """The files that an exception went through."""
    found, link = [], error.__traceback__
    while link is not None:
        found.append(link.tb_frame.f_code.co_filename.replace("\\", "/"))
        link = link.tb_next
    return found


def _files() -> str:
    """Which file this Python looks for, and which ones there are."""
    from importlib.machinery import EXTENSION_SUFFIXES

    wanted = f"_{_CORE}{EXTENSION_SUFFIXES[0]}"
    there: set[str] = set()
    for entry in sys.path:
        try:
            names = os.listdir(os.path.join(entry, _CORE))
        except OSError:
            continue
        there = {name for name in names if name.startswith(f"_{_CORE}.") and name.endswith((".so", ".pyd"))}
        break
    if wanted in there:
        return f"`{wanted}` is there, and no file that this system can load"
    return (
        f"this Python looks for `{wanted}`, and there is {', '.join(f'`{name}`' for name in sorted(there)) or 'none'}"
    )
