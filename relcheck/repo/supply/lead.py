"""From a rendered manifest back to what a person edits: the chart's template, and its values.

`helm template` writes `# Source: shop/templates/deployment.yaml` above each document: the chart's name, and the
path inside the chart.
"""

import re
from collections.abc import Callable, Collection, Iterable
from posixpath import dirname, join
from typing import Final

from relcheck.diagnostic import Diagnostic, Related, Span
from relcheck.facts.deployment import Rendered
from relcheck.project import Project

_VALUES: Final = ("values.yaml", "values.yml")


def led(
    diagnostics: tuple[Diagnostic, ...],
    project: Project,
    paths: Collection[str],
    source: Callable[[str], str | None],
) -> tuple[Diagnostic, ...]:
    """The diagnostics; those in a rendered manifest with the place in the template and in the values besides."""
    parts: dict[str, list[Rendered]] = {}
    for part in project.all(Rendered):
        parts.setdefault(part.span.path, []).append(part)
    return tuple(
        found._replace(related=(*found.related, *_origins(found, part, paths, source))) if part else found
        for found in diagnostics
        for part in [_part(found.span, parts.get(found.span.path, ()))]
    )


def _part(span: Span, parts: Iterable[Rendered]) -> Rendered | None:
    return next((one for one in parts if one.span.line <= span.line < one.span.end_line), None)


def _origins(
    found: Diagnostic, part: Rendered, paths: Collection[str], source: Callable[[str], str | None]
) -> list[Related]:
    chart = _chart(part, paths)
    if chart is None:
        return []
    template = join(chart, part.template.partition("/")[2])
    places = [(template, "rendered from this template")]
    places += [(join(chart, values), "named in the values of the chart") for values in _VALUES]
    named = [(_mention(path, found.variable, source), message) for path, message in places]
    related = [Related(place, message) for place, message in named if place]
    return related or [Related(Span(template, 1, 1, 1, 1), "rendered from this template")]


def _chart(part: Rendered, paths: Collection[str]) -> str | None:
    """The folder of the chart in the repository: the one of the chart's name, else the nearest to the manifest."""
    name, _, inside = part.template.partition("/")
    charts = [path[: -len(inside)].rstrip("/") for path in paths if f"/{path}".endswith(f"/{inside}")]
    near = dirname(part.span.path)
    return min(charts, key=lambda one: (f"/{one}".rpartition("/")[2] != name, one != near, len(one)), default=None)


def _mention(path: str, variable: str, source: Callable[[str], str | None]) -> Span | None:
    """Where a file names a variable first."""
    text = source(path) if variable else None
    for number, line in enumerate(text.splitlines() if text else (), 1):
        match = re.search(rf"(?<![\w.]){re.escape(variable)}(?!\w)", line)
        if match:
            return Span(path, number, match.start() + 1, number, match.end() + 1)
    return None
