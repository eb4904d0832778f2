"""Which rules run: `select`, `extend-select` and `ignore`, by code, prefix, name or `ALL`, as in ruff.

The longest selector that names a rule decides; of two equally long ones, `ignore` does. A layer that
selects forgets what the layers below it selected.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from relcheck.config import Config, Selection
from relcheck.diagnostic import Diagnostic, Severity
from relcheck.errors import ConfigError
from relcheck.rule import Rule

_ALL: Final = "ALL"


def selected(rules: Sequence[Rule], layers: Iterable[Selection]) -> tuple[Rule, ...]:
    """The rules that run, given the layers of selection from the lowest to the highest."""
    chosen = {rule.code: rule.enabled for rule in rules}
    for layer in layers:
        decided: dict[str, bool] = {}
        wanted = (*(layer.select or ()), *layer.extend_select)
        for selector in sorted({*wanted, *layer.ignore}, key=rank):
            for rule in rules:
                if names(selector, rule):
                    decided[rule.code] = selector not in layer.ignore
        base = dict.fromkeys(chosen, False) if layer.select is not None else chosen
        chosen = {**base, **decided}
    return tuple(rule for rule in rules if chosen[rule.code])


def names(selector: str, rule: Rule) -> bool:
    """Whether a selector names a rule: its code or a prefix of it, its name, or `ALL`."""
    return selector == _ALL or selector == rule.name or (bool(selector) and rule.code.startswith(selector))


def rank(selector: str) -> tuple[int, str]:
    """How exact a selector is; a name is the most exact."""
    length = 0 if selector == _ALL else 99 if "-" in selector else len(selector)
    return (length, selector)


def check(rules: Sequence[Rule], config: Config, layers: Iterable[Selection]) -> None:
    """Refuse selectors that name no rule, all of them at once."""
    problems: list[str] = []
    for layer in layers:
        for selector in dict.fromkeys((*(layer.select or ()), *layer.extend_select, *layer.ignore)):
            problems += _problem(rules, selector, layer.source)
    for selector, _ in config.severity:
        problems += _problem(rules, selector, "`severity`")
    for glob, selectors in config.per_file_ignores:
        for selector in selectors:
            problems += _problem(rules, selector, f"`per-file-ignores` of `{glob}`")
    if problems:
        raise ConfigError("; ".join(problems))


def _problem(rules: Sequence[Rule], selector: str, source: str) -> list[str]:
    if any(names(selector, rule) for rule in rules):
        return []
    near = resembling(selector, rules)
    hint = f"did you mean `{near[0]}`?" if near else "`relcheck rules` lists them"
    return [f"{source}: `{selector}` selects no rule ({hint})"]


_MISREAD: Final = str.maketrans("OILS", "0115")
"""Letters that are typed for a digit."""


def resembling(word: str, rules: Sequence[Rule]) -> list[str]:
    """The codes and names that somebody may have meant, the likeliest first."""
    codes = [rule.code for rule in rules]
    if (digits := f"REL{word[3:].upper().translate(_MISREAD)}") in codes and word[:3].upper() == "REL":
        return [digits]
    if holding := [rule.name for rule in rules if len(word) > 3 and word.lower() in rule.name]:
        return holding
    from difflib import get_close_matches

    if word[:3].upper() == "REL":
        return get_close_matches(word.upper(), codes, n=3, cutoff=0.6)
    begins = {rule.name[: len(word)]: rule.name for rule in rules}
    whole = get_close_matches(word.lower(), [rule.name for rule in rules], n=3, cutoff=0.6)
    return whole or [begins[one] for one in get_close_matches(word.lower(), begins, n=3, cutoff=0.7)]


def shown(diagnostic: Diagnostic, config: Config) -> bool:
    """Whether `per-file-ignores` of the file's configuration leaves a diagnostic alone."""
    local = config.of(diagnostic.span.path)
    if not local.per_file_ignores:
        return True
    from relcheck.glob import matches  # imports re: only where somebody configured this

    path = diagnostic.span.path
    inside = path if local is config else path.removeprefix(_directory(config, path) + "/")
    for glob, selectors in local.per_file_ignores:
        hit = matches(inside, glob.removeprefix("!")) is not glob.startswith("!")
        if hit and any(_names(selector, diagnostic) for selector in selectors):
            return False
    return True


def _directory(config: Config, path: str) -> str:
    return next(directory for directory, _ in config.members if path.startswith(directory + "/"))


def with_severity(diagnostic: Diagnostic, config: Config) -> Diagnostic:
    """The diagnostic with the severity that the configuration gives it; the longest selector wins."""
    found: Severity | None = None
    for selector, severity in sorted(config.of(diagnostic.span.path).severity, key=lambda row: rank(row[0])):
        if _names(selector, diagnostic):
            found = severity  # type: ignore[assignment]  # checked when the configuration was read
    return diagnostic._replace(severity=found) if found else diagnostic


def _names(selector: str, diagnostic: Diagnostic) -> bool:
    """Like `names`, for a diagnostic; what silences a rule silences a narrower one too."""
    codes = (diagnostic.code, diagnostic.narrows)
    return selector in (_ALL, diagnostic.name) or (bool(selector) and any(c.startswith(selector) for c in codes))
