"""For authors of rule packs: prove that what a rule's page says is true.

    from relcheck.testing import check_page

    def test_the_page_is_true() -> None:
        check_page(rule)

An example is a tiny repository in the notation of a page: a comment that is only a path opens a file, and
a line of carets says what the rule says about the line above it.
"""

import os
from collections.abc import Callable, Iterable, Mapping
from difflib import unified_diff
from importlib import import_module
from tempfile import TemporaryDirectory
from typing import Final

from relcheck.diagnostic import Diagnostic, Span
from relcheck.page import Example, File, Mark, drawn, parse, repository
from relcheck.rule import Rule

Judge = Callable[[Rule, Mapping[str, str]], Iterable[Diagnostic]]
"""What a rule says about files, by path; `findings` runs all of relcheck."""
_RUNNERS: Final = {"relcheck.facts.boot": "relcheck.boot.example", "relcheck.facts.artifact": "relcheck.scan.example"}
"""Who runs examples that are no repository, by the module of the facts that a rule judges."""


def check_page(rule: Rule, judge: Judge | None = None) -> None:
    """Run every example of a rule's page; an untrue one is an AssertionError with a diff of the page."""
    page = parse(rule.page, f"the page of {rule.code}")
    for example in page.bad + page.good:
        _check(rule, example, judge or findings)


def assert_example(rule: Rule, text: str, judge: Judge | None = None) -> None:
    """Run one example, written like a fenced block of a page; without carets the rule must be silent."""
    _check(rule, Example(repository(text), 0), judge or findings)


def findings(rule: Rule, files: Mapping[str, str]) -> tuple[Diagnostic, ...]:
    """What one rule says about files, through all of relcheck: discovery, readers, configuration.

    A rule that judges variables at boot gets the example as a deployment, one about artifacts as a built tree.

    Rules about relcheck itself (REL9) run beside all others, since they judge what those leave over.
    """
    for fact, _ in rule.checks:
        if fact.__module__ in _RUNNERS:
            found: tuple[Diagnostic, ...] = import_module(_RUNNERS[fact.__module__]).diagnostics([rule], files)
            return found
    from relcheck import api
    from relcheck.config import Selection

    about_relcheck = rule.code.startswith("REL9")
    with TemporaryDirectory(prefix="relcheck-") as directory:
        root = os.path.realpath(directory)
        for path, text in files.items():
            full = os.path.join(root, path)
            os.makedirs(os.path.dirname(full), exist_ok=True)
            with open(full, "w", encoding="utf-8", newline="") as file:
                file.write(text)
        selection = Selection(extend_select=(rule.code,)) if about_relcheck else Selection(select=(rule.code,))
        report = api.lint([root], selection=selection, options=api.Options(cache=False, jobs=1))
    return tuple(found for found in report.diagnostics if found.code == rule.code)


def _check(rule: Rule, example: Example, judge: Judge) -> None:
    found = tuple(judge(rule, {file.path: file.text for file in example.files}))
    wants_related = any(mark.related for file in example.files for mark in file.marks)
    said: dict[str, list[Mark]] = {file.path: [] for file in example.files}
    for diagnostic in found:
        said.setdefault(diagnostic.span.path, []).append(_mark(diagnostic.span, diagnostic.message, example))
        for other in diagnostic.related if wants_related else ():
            said.setdefault(other.span.path, []).append(_mark(other.span, other.message, example, related=True))
    texts = {file.path: file.text for file in example.files}
    actual = tuple(File(path, texts.get(path, ""), tuple(sorted(set(marks)))) for path, marks in said.items())
    expected = tuple(file._replace(marks=tuple(sorted(set(file.marks)))) for file in example.files)
    if actual != expected:
        raise AssertionError(_difference(rule, example, drawn(expected), drawn(actual)))


def _mark(span: Span, message: str, example: Example, *, related: bool = False) -> Mark:
    """A finding in the notation of a page: of several lines only the first is marked, an empty one as one caret."""
    end = span.end_column
    if span.end_line > span.line:
        lines = next((file.text.split("\n") for file in example.files if file.path == span.path), [])
        end = len(lines[span.line - 1]) + 1 if span.line <= len(lines) else 0
    return Mark(span.line, span.column, max(end, span.column + 1), message, related)


def _difference(rule: Rule, example: Example, page: str, truth: str) -> str:
    where = f"{rule.code} {rule.name}, the example in line {example.line} of its page"
    lines = unified_diff(page.splitlines(), truth.splitlines(), "the page says", "relcheck says", lineterm="", n=99)
    return f"{where} is not true:\n" + "\n".join(lines)
