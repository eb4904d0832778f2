"""Check a deployment against its settings classes: the facts about every variable, in one run.

START HERE: `verify` imports the settings modules under watch, instantiates what they did not
instantiate themselves, and turns what happened into facts.
"""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from relcheck.boot import environ as values
from relcheck.boot.published import Published
from relcheck.boot.trouble import Trouble, is_theirs, trouble
from relcheck.errors import SchemaError
from relcheck.facts.boot import Variable
from relcheck.facts.contract import Entry
from relcheck.names import ALLOWED, matches

if TYPE_CHECKING:
    from relcheck.boot.probe import Plan


class Verdict(NamedTuple):
    """What was found. `notes` are sentences about what could not be seen, and why.

    `contract` is what the classes ask for, `probed` the variables whose values were tried; either is only made
    out where somebody wants it.
    """

    facts: tuple[Variable, ...]
    notes: tuple[str, ...] = ()
    contract: tuple[Entry, ...] = ()
    probed: tuple[str, ...] = ()

    @property
    def wrong(self) -> tuple[Variable, ...]:
        """The facts about which a rule may have something to say."""
        return tuple(fact for fact in self.facts if fact.state != "ok")


def verify(
    targets: Sequence[str],
    *,
    app_dir: str = ".",
    environ: Mapping[str, str] | None = None,
    contract: bool = False,
    plan: "Plan | None" = None,
    stage: str = "",
) -> Verdict:
    """The state of every variable that the settings classes ask for.

    `environ` replaces the process environment while the classes are read; what everybody may read
    (PATH, HOME, PYTHON*) stays. With a `plan`, what the values name is looked for; `stage` is the name of the
    environment for fields that are required in one. The process environment, the working directory and the
    import path are as before when it returns.
    """
    before, directory, argv, stdout = dict(os.environ), os.getcwd(), sys.argv, sys.stdout
    root = os.path.abspath(app_dir)
    sys.path.insert(0, root)
    sys.argv = argv[:1]  # a settings class that parses the command line must not see relcheck's
    sys.stdout = sys.stderr  # what their modules print is theirs, and no part of a report
    try:
        if environ is not None:
            _replace({name: value for name, value in before.items() if matches(name, ALLOWED)} | dict(environ))
        environment = dict(os.environ)
        # Plugins only watch validation, and finding them takes longer than the check itself.
        os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
        return _verify(targets, root, environment, contract, plan, stage)
    finally:
        sys.argv, sys.stdout = argv, stdout
        if sys.path and sys.path[0] == root:
            del sys.path[0]
        os.chdir(directory)
        _replace(before)


def _replace(environ: Mapping[str, str]) -> None:
    if dict(os.environ) != environ:
        os.environ.clear()
        os.environ.update(environ)


def _verify(
    targets: Sequence[str], root: str, environ: Mapping[str, str], contract: bool, plan: "Plan | None", stage: str
) -> Verdict:
    try:
        from relcheck.boot.schema_load import Loaded, load
        from relcheck.boot.schema_watch import Watch
    except Exception as error:
        from relcheck.boot.unloadable import unloadable

        if why := unloadable(error):
            raise why from None
        raise
    loaded: list[Loaded] = []
    with Watch() as watch:
        for target in targets:
            loaded.append(load(target, watch))
        with Quiet():
            for cls in dict.fromkeys(cls for one in loaded for cls in one.classes):
                if not any(attempt.cls is cls for attempt in watch.attempts):
                    _instantiate(cls, watch)
    stopped = [one for one in loaded if one.stopped]
    if stopped and not watch.failed and not any(one.variable for one in stopped):
        one = stopped[0]
        kind = one.stopped.kind if one.stopped else ""
        at = f"{_at(one.stopped, root)}: " if one.stopped and one.stopped.path else ""
        raise SchemaError(f"{at}importing `{one.target}` raises {kind}{_advice(kind, one.target)}")
    with Quiet():
        notes = list(_notes(loaded, root))
        seen = Published(environ)
        facts = tuple(dict.fromkeys(map(seen.fact, _facts(watch, loaded, root, environ, stage, notes))))
        entries = tuple(map(seen.entry, _contract(watch, loaded, root, environ))) if contract else ()
    verdict = Verdict(facts, tuple(notes), entries)
    return _probed(verdict, _checks(watch, loaded, root, environ), plan, environ) if plan else verdict


def _advice(kind: str, target: str) -> str:
    """What to do about an import that fails; its message is left out, because it may hold a value."""
    if kind.startswith("ModuleNotFoundError for "):
        return ": install it into the environment of relcheck"
    if kind in ("SyntaxError", "IndentationError", "TabError"):
        return ""
    return f"; `python -c 'import {target.partition(':')[0]}'` shows its message"


def _probed(verdict: Verdict, checks: Sequence[Any], plan: "Plan", environ: Mapping[str, str]) -> Verdict:
    """The verdict, and what a look at the network adds to it."""
    from relcheck.boot.schema_probe import probed

    found = probed(checks, verdict.facts, plan, environ)
    facts = (*verdict.facts, *found.facts)
    return verdict._replace(facts=facts, notes=(*verdict.notes, *found.notes), probed=found.names)


def _instantiate(cls: Any, watch: Any) -> None:
    """As the application would. What BaseSettings raises is noted; anything else is raised by the class itself."""
    try:
        cls()
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        attempt = next((attempt for attempt in watch.attempts if attempt.cls is cls), None)
        if attempt is None:
            how = "; name a function that returns an instance" if isinstance(error, TypeError) else ""
            raise SchemaError(f"`{cls.__qualname__}` cannot be instantiated: it raises {trouble(error)}{how}") from None
        if not attempt.failed:
            attempt.broken.append(("", trouble(error)))


def _facts(
    watch: Any, loaded: Sequence[Any], root: str, environ: Mapping[str, str], stage: str, notes: list[str]
) -> Iterator[Variable]:
    from relcheck.boot.declared import Places
    from relcheck.boot.schema_check import Checked
    from relcheck.boot.unknown import strangers
    from relcheck.diagnostic import Span

    places = Places(root)
    named = {cls for one in loaded for cls in one.classes}
    examples = values.examples(root)
    checks = [Checked(attempt, places, environ, examples) for attempt in watch.attempts]
    facts: list[Variable] = []
    lacking: list[Variable] = []
    if "relcheck.types" in sys.modules:  # else no field can be marked
        from relcheck.boot.schema_stage import demanded

        lacking, unknown = demanded(checks, stage)
        notes += unknown
    said: set[Variable] = set()  # a class and the one that it extends say the same of a field
    for check in checks:
        ours = check.cls in named or is_theirs(_file(check.cls))
        for fact in (*(one for one in lacking if one.scope == check.scope), *check.facts()):
            alone = fact._replace(scope="") if fact.field else fact
            if (ours or fact.fatal) and alone not in said:
                said.add(alone)
                facts.append(fact)
    for one in loaded:
        if one.variable and one.stopped:
            path = places.relative(one.stopped.path)
            yield Variable((one.variable,), "missing", "", Span(path, one.stopped.line, 1, one.stopped.line, 1),
                           "text", "KeyError", scope=one.target, fatal=True)  # fmt: skip
    missing = {name for fact in facts if fact.state == "missing" for name in fact.names}
    strange = list(strangers([check for check in checks if check.scheme], missing, environ))
    near = {fact.nearest: fact.names[0] for fact in strange if fact.nearest}
    for fact in facts:
        close = next((near[name] for name in fact.names if name in near), "") if fact.state == "missing" else ""
        yield fact._replace(nearest=close) if close else fact
    yield from strange


def _contract(watch: Any, loaded: Sequence[Any], root: str, environ: Mapping[str, str]) -> tuple[Entry, ...]:
    """What the named classes ask for, and the other settings classes of the application that were instantiated."""
    from relcheck.boot.declared import Places
    from relcheck.boot.schema_contract import entries

    return entries(_checks(watch, loaded, root, environ), Places(root))


def _checks(watch: Any, loaded: Sequence[Any], root: str, environ: Mapping[str, str]) -> list[Any]:
    """The named classes, and the other settings classes of the application, ready to be looked at."""
    from relcheck.boot.declared import Places
    from relcheck.boot.schema_check import Checked

    places = Places(root)
    named = {cls for one in loaded for cls in one.classes}
    ours = [a for a in watch.attempts if a.cls in named or is_theirs(_file(a.cls))]
    return [Checked(attempt, places, environ, {}) for attempt in ours]


def _file(cls: Any) -> str:
    return getattr(sys.modules.get(cls.__module__), "__file__", None) or ""


def _notes(loaded: Sequence[Any], root: str) -> Iterator[str]:
    for one in loaded:
        for found in (*one.skipped, *((one.stopped,) if one.stopped and not one.variable else ())):
            uses = "needs one of them" if found.kind.endswith("WithheldError") else f"raises {found.kind}"
            what = f"while settings are missing, a statement {uses}; what it defines was not looked at"
            yield f"{_at(found, root)}: {what}"


def _at(trouble: Trouble | None, root: str) -> str:
    if trouble is None or not trouble.path:
        return "the module"
    short = os.path.relpath(trouble.path, root)
    return f"{trouble.path if short.startswith('..') else short}:{trouble.line}"


class Quiet:
    """While it is on, nothing is printed, logged or warned: relcheck's own look at a class adds no output."""

    def __enter__(self) -> None:
        import warnings

        self._streams = sys.stdout, sys.stderr
        self._sink = open(os.devnull, "w", encoding="utf-8")  # closed in __exit__
        sys.stdout = sys.stderr = self._sink
        self._caught = warnings.catch_warnings()
        self._caught.__enter__()
        warnings.simplefilter("ignore")
        logging = sys.modules.get("logging")
        self._disabled = logging.root.manager.disable if logging else 0
        if logging:
            logging.disable(1000)

    def __exit__(self, *_: object) -> None:
        sys.stdout, sys.stderr = self._streams
        self._caught.__exit__(None, None, None)
        logging = sys.modules.get("logging")
        if logging:
            logging.disable(self._disabled)
        self._sink.close()
