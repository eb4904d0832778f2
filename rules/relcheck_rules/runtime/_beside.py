"""What is read beside a settings class, and which class it is beside of."""

import re
from collections.abc import Sequence

from relcheck.facts.python import Access, SettingsClass, last_word

_ENV_FILE = re.compile(r"(^|_)(DOT_?ENV|ENV_?FILES?|ENV_PATH)(_|$)")
"""Names of what says where the variables are written down: it cannot be written there itself."""
_SOURCE = ("__call__", "get_field_value", "prepare_field_value", "settings_customise_sources")
"""Methods of a source of settings; one that is made from another has the same."""


def chief(classes: Sequence[SettingsClass]) -> str:
    """The class that a field belongs into: the one with most fields that extends none of the others."""
    names = {cls.name for cls in classes}
    first = [cls for cls in classes if not any(last_word(base) in names for base in cls.bases)] or classes
    return max(first, key=lambda cls: len(cls.fields)).name


def configures(access: Access, cls: SettingsClass) -> bool:
    """Whether a read is part of the configuration of a class: in `model_config`, before the fields, or `Config`.

    So are one that says which env file is read, and those of a source of settings that the project wrote.
    """
    if access.target == "model_config" or access.scope == f"{cls.name}.Config":
        return True
    if _ENV_FILE.search(access.variable) or _ENV_FILE.search(access.target.upper()):
        return True
    if cls.customised_sources and access.scope.rpartition(".")[2] in _SOURCE:
        return True
    own = [field.span.line for field in cls.fields if field.span.path == cls.span.path]
    return access.scope == cls.name and access.span.line < min(own, default=0)
