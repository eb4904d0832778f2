"""`relcheck config`: every key of `[tool.relcheck]`, and its value here."""

import sys
from argparse import ArgumentParser

from relcheck.cli.arguments import Parser
from relcheck.cli.pages import table
from relcheck.config import KEYS, Config
from relcheck.configfile import for_run


def parser() -> ArgumentParser:
    """The options of `relcheck config`."""
    made = Parser("relcheck config")
    made.description = "List the keys of [tool.relcheck] and their values in this directory."
    made.add_argument("--config", metavar="FILE", default="", help="use this configuration file")
    made.add_argument("--output-format", choices=("text", "json"), default="text")
    return made


def run(argv: list[str]) -> int:
    """List the keys."""
    options = parser().parse_args(argv)
    config = for_run(".", file=options.config)
    if options.output_format == "json":
        sys.stdout.write(as_json(config))
        return 0
    rows = [(key.name, _shape(key.shape), key.doc, _short(config, key.field)) for key in KEYS]
    table(("KEY", "TYPE", "MEANING", "HERE"), rows)
    sys.stdout.write(f"\nread from: {config.source or 'no configuration file; these are the defaults'}\n")
    sys.stdout.write("excluded files are taken from ruff's settings (`exclude`, `extend-exclude`)\n")
    return 0


def as_json(config: Config) -> str:
    """The configuration in force, by key, with where it was read from."""
    import json

    values = {key.name: getattr(config, key.field) for key in KEYS if key.name != "extend"}
    values |= {
        key.name: dict(values[key.name]) for key in KEYS if key.shape in ("texts by glob", "severities", "table")
    }
    document = {"root": config.root, "source": config.source, **values}
    members = {directory: json.loads(as_json(member)) for directory, member in config.members}
    return json.dumps({**document, **({"members": members} if members else {})}, indent=2, ensure_ascii=False) + "\n"


def _shape(shape: str) -> str:
    return {"texts": "text or list", "flag": "true, false", "texts by glob": "table", "severities": "table"}.get(
        shape, shape
    )


def _short(config: Config, field: str) -> str:
    """A value in few characters; one that is the default is left out."""
    if field == "extend" or getattr(config, field) == getattr(Config(), field):
        return ""
    return _written(getattr(config, field))


def _written(value: object) -> str:
    """A value as one would write it, without the quotes."""
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, tuple):
        return str(value)
    pairs = [(item[0], _written(item[1])) for item in value if isinstance(item, tuple)]
    return "; ".join(f"{key} = {said}" for key, said in pairs) or ", ".join(map(str, value))
