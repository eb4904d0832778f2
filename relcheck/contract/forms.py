"""Every form that a contract can be written in, by its name: `render(form, entries) -> str`."""

from collections.abc import Callable, Sequence
from typing import Final

from relcheck.contract import configs, machines, tables
from relcheck.facts.contract import Entry

_FORMS: Final[dict[str, Callable[[Sequence[Entry]], str]]] = {
    "table": tables.table,
    "markdown": tables.markdown,
    "json": machines.document,
    "jsonschema": machines.schema,
    "dotenv": configs.dotenv,
    "kubernetes": configs.kubernetes,
    "compose": configs.compose,
}
NAMES: Final = tuple(_FORMS)

_ENDINGS: Final = (
    (".md", "markdown"), (".schema.json", "jsonschema"), (".json", "json"), ("compose.yaml", "compose"),
    ("compose.yml", "compose"), (".yaml", "kubernetes"), (".yml", "kubernetes"), (".txt", "table"),
)  # fmt: skip


def render(form: str, entries: Sequence[Entry]) -> str:
    """The contract in one form."""
    return _FORMS[form](entries)


def of_file(path: str) -> str:
    """The form that a file of this name has, as far as the name tells; empty where it does not."""
    name = path.replace("\\", "/").rpartition("/")[2].lower()
    if name.startswith((".env", "env.")) or name.endswith(".env"):
        return "dotenv"
    return next((form for ending, form in _ENDINGS if name.endswith(ending)), "")
