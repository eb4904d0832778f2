"""A contract as the beginning of a configuration file: `.env.example`, Kubernetes objects, a compose block."""

import json
from collections.abc import Iterator, Sequence
from itertools import groupby

from relcheck.facts.contract import Entry


def dotenv(entries: Sequence[Entry]) -> str:
    """A file to copy and fill in: what is required stands bare, what is optional is commented out."""
    blocks = []
    for group, members in groupby(entries, key=lambda entry: entry.group):
        lines = [f"# {group}"]
        for entry in members:
            lines += ["", *_comment(entry)]
            lines.append(f"# {entry.name}={_bare(entry.default)}" if entry.optional else f"{entry.name}=")
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"


def kubernetes(entries: Sequence[Entry]) -> str:
    """A ConfigMap of what is plain and a Secret of what is not, both to be filled in."""
    parts = []
    plain = [entry for entry in entries if not entry.secret and not _left(entry)]
    secret = [entry for entry in entries if entry.secret and not _left(entry)]
    for kind, key, members in (("ConfigMap", "data", plain), ("Secret", "stringData", secret)):
        if members:
            head = ["apiVersion: v1", f"kind: {kind}", "metadata:", "  name: app", f"{key}:"]
            parts.append("\n".join([*head, *(f"  {line}" for entry in members for line in _assigned(entry))]))
    return "\n---\n".join(parts) + "\n"


def compose(entries: Sequence[Entry]) -> str:
    """The `environment:` of a service: what is required must be set where compose runs, and never is empty."""
    lines = ["environment:"]
    for entry in entries:
        if _left(entry):
            continue
        lines += [f"  {line}" for line in _comment(entry)]
        if not entry.optional:
            lines.append(f"  {entry.name}: {_quoted('${' + entry.name + ':?' + _plain(entry.words) + '}')}")
        else:
            lines.append(f"  {entry.name}:")
    return "\n".join(lines) + "\n"


def _left(entry: Entry) -> bool:
    """Whether nothing has to be given: a mapping is filled by names that only its user knows."""
    return entry.open and entry.optional


def _comment(entry: Entry) -> list[str]:
    """What a person wants to know above the line."""
    secret = entry.secret and "secret" not in entry.words
    about = [entry.words, "optional" if entry.optional else "required"] + ["secret"] * secret + list(entry.marks)
    others = [f"or {', '.join(entry.names[1:])}"] if len(entry.names) > 1 else []
    return [f"# {text}" for text in ([entry.description] if entry.description else [])] + [
        f"# {'; '.join(about + others)}"
    ]


def _assigned(entry: Entry) -> Iterator[str]:
    yield from _comment(entry)
    prefix = "# " if entry.optional else ""
    yield f"{prefix}{entry.name}: {_quoted(entry.default)}"


def _bare(text: str) -> str:
    """A value for an env file, quoted where a reader would end it early."""
    if not text or all(character.isalnum() or character in "_-./:@+,%" for character in text):
        return text
    return "'" + text + "'" if "'" not in text else json.dumps(text, ensure_ascii=False)


def _quoted(text: str) -> str:
    """A YAML scalar that is a text, whatever it looks like."""
    return json.dumps(text, ensure_ascii=False)


def _plain(text: str) -> str:
    """Words that may stand inside `${NAME:?...}`."""
    return "".join(character for character in text if character not in "{}$`\"'")
