"""One of the `schema*` modules, the only ones that know pydantic: what an instantiation says about each variable."""

from collections.abc import Iterator, Mapping
from typing import Any

from relcheck.boot import environ as values
from relcheck.boot.declared import Places
from relcheck.boot.schema_free import below
from relcheck.boot.schema_held import Held, absent_directories, all_names, held, kind_of, places, variables_of
from relcheck.boot.schema_models import is_command, models_in, tag_of
from relcheck.boot.schema_names import Leaf, Scheme, by_path, environment_source
from relcheck.boot.schema_place import place
from relcheck.boot.schema_watch import Attempt
from relcheck.boot.schema_words import UNKNOWN, words
from relcheck.facts.boot import State, Variable
from relcheck.names import nearest
from relcheck.secret import is_secret

_WEAK_TYPES = ("string_too_short", "too_short", "bytes_too_short", "secret_short", "secret_regular")


class Checked:
    """One instantiation, looked at variable by variable; `facts` says what was seen."""

    def __init__(
        self, attempt: Attempt, places: Places, environ: Mapping[str, str], examples: Mapping[str, str]
    ) -> None:
        self.attempt = attempt
        self.cls = attempt.cls
        self.places = places
        self.environ = environ
        self.examples = examples
        self.source = environment_source(attempt.sources)
        self.scheme = Scheme(self.cls, self.source) if self.source is not None else None
        self.schemes: dict[Any, Scheme] = {}
        self.scope = f"{self.cls.__module__}:{self.cls.__qualname__.replace('<locals>.', '')}"
        self.known = by_path(self.scheme.leaves if self.scheme else ())
        self._seen: set[tuple[str, ...]] = set()

    def facts(self) -> Iterator[Variable]:
        """What is wrong, and for the rest that it is ok; fatal things first."""
        yield from self._unparsed()
        yield from self._broken()
        yield from self._errors()
        for leaf in self.known.values():
            if leaf.path not in self._seen:
                yield from self._given(leaf)
        yield from self._directories()

    def secret(self, leaf: Leaf) -> bool:
        """Whether a field holds a secret: its type says so, or else its name does."""
        if leaf.secret:
            return True
        kind = leaf.expected()
        return (kind.startswith(("text", "a path", UNKNOWN)) or " URL" in kind) and any(map(is_secret, leaf.names))

    def fact(self, leaf: Leaf, state: State, *, reason: str = "", given: Held | None = None, fatal: bool = False,
             names: tuple[str, ...] = (), nearest: str = "") -> Variable:  # fmt: skip
        """The fact about one field."""
        self._seen.add(leaf.path)
        first = self.scheme.written(given.key) if given and given.key and self.scheme else ""
        spelled = names or tuple(dict.fromkeys(name for name in (first, *leaf.names) if name))
        expected = leaf.expected(bool(self.scheme and self.scheme.enum_names))
        return Variable(
            names=spelled,
            state=state,
            field=leaf.dotted,
            declared=self.places.of_field(leaf.owner, leaf.path[-1]) if state != "ok" else None,
            expected=expected
            + (f" (or as part of the JSON in {leaf.parents[0]})" if leaf.parents and state == "missing" else ""),
            reason=reason,
            source=given.source if given else "",
            where=self.where(given.where) if given else "",
            secret=self.secret(leaf),
            required=leaf.required,
            nearest=nearest,
            scope=self.scope,
            fatal=fatal,
        )

    def whole(self, state: State, reason: str, where: str = "", fatal: bool = True, field: str = "") -> Variable:
        """The fact about the class as a whole."""
        declared = self.places.of_class(self.cls)
        return Variable((), state, field, declared, "", reason, "", where, False, True, "", self.scope, fatal)

    def where(self, path: str) -> str:
        """A path as a report shows it; one that a variable gave is a value, and not shown."""
        short = self.places.relative(path) if path.startswith("/") else path
        return "" if values.is_given(short, self.environ) else short

    def held(self, leaf: Leaf) -> list[Held]:
        """What each source gives to a field, the winner first."""
        return held(leaf, self.attempt, self.schemes)

    def _unparsed(self) -> Iterator[Variable]:
        for source, field, key in self.attempt.unparsed:
            leaf = next((x for x in self.known.values() if key in x.keys and x.path[0] == field), None)
            leaf = leaf or self.known.get((field,))
            if leaf is None:
                yield self.whole("invalid", "json_invalid", field=field)
                continue
            raw = variables_of(source).get(key) if key else None
            files = [h for h in self.held(leaf) if not key]
            given = files[0] if files else Held(raw, kind_of(source), places(source, key), key)
            why = self._why(leaf, given, "json_invalid")
            fact = self.fact(leaf, why, reason="json_invalid", given=given, fatal=True)
            yield fact if leaf.is_json else fact._replace(expected=f"JSON with {fact.expected} in it")
            for path in list(self.known):
                if path[: len(leaf.path)] == leaf.path and not self.held(self.known[path]):
                    self._seen.add(path)

    def _broken(self) -> Iterator[Variable]:
        for what, trouble in self.attempt.broken:
            where = f"{self.places.relative(trouble.path)}:{trouble.line}" if trouble.path else ""
            if (what,) in self.known:
                yield self.fact(self.known[(what,)], "unreadable", reason=trouble.kind, fatal=True)
            else:
                yield self.whole("unreadable" if what else "invalid", trouble.kind, where)

    def _errors(self) -> Iterator[Variable]:
        already = set(self._seen)
        for kind, loc in self.attempt.errors:
            if kind == "default_factory_not_called":
                continue  # another field is wrong, which the default is made of
            path, inside = place(self.cls, loc)
            leaf = self.known.get(path)
            if leaf is not None and inside and self.scheme:
                leaf = below(leaf, loc[len(path) :], self.scheme, all_names(self.attempt.sources)) or leaf
            if kind == "extra_forbidden":
                yield from self._extra(loc)
            elif leaf is not None and kind == "missing" and is_command(leaf.field):
                self._seen.add(path)  # of the command line, which is no part of a deployment
            elif leaf is None:
                yield self._unnamed(path, kind, loc)
            elif not any(path[: len(done)] == done for done in already if done):
                at = self._raised(loc)
                for fact in self._error(leaf, kind, inside):
                    check = f"{fact.expected}, as the check at {at} asks" if at else fact.expected
                    yield fact._replace(expected=check)

    def _unnamed(self, path: tuple[str, ...], kind: str, loc: tuple[Any, ...]) -> Variable:
        """A field that no variable fills, but a file or a service that the class asks; or the class as a whole."""
        fact = self.whole("invalid", kind, self._raised(loc), field=".".join(path))
        if len(path) != 1 or kind == "missing":
            return fact
        source = next((name for name, data in self.attempt.states().items() if path[0] in data), "")
        field = self.cls.model_fields[path[0]]
        expected = words(field.annotation, tuple(field.metadata))
        return fact._replace(expected=expected, source="other" if source else "", where=source or fact.where)

    def _raised(self, loc: tuple[Any, ...]) -> str:
        """File and line of the application's own check that raised."""
        raiser = self.attempt.raisers.get(loc)
        return f"{self.places.relative(raiser.path)}:{raiser.line}" if raiser and raiser.path else ""

    def _error(self, leaf: Leaf, kind: str, inside: bool) -> Iterator[Variable]:
        if leaf.path in self._seen:
            return
        if kind == "missing" and not (inside and self.held(leaf)):
            given = self.held(leaf)
            for lacking in self._lacking(leaf):
                if any(seen[: len(lacking.path)] == lacking.path for seen in self._seen):
                    continue  # a part of it is there, and wrong
                state: State = "empty" if self._ignored_empty(lacking) else "missing"
                yield self.fact(lacking, state, reason=kind, given=None if not given else given[0], fatal=True)
            self._seen.add(leaf.path)
            return
        tag = self.known.get((*leaf.path, tag_of(leaf.field))) if kind.startswith("union_tag_") else None
        if tag and (self.held(tag) or not self.held(leaf)):
            self._seen.add(leaf.path)
            leaf = tag
        found = self.held(leaf)
        if tag is leaf and not found:
            yield self.fact(leaf, "missing", reason=kind, fatal=True)
            return
        given_here = found[0] if found else Held(None, "default")
        yield self.fact(leaf, self._why(leaf, given_here, kind), reason=kind, given=given_here, fatal=True)

    def _lacking(self, leaf: Leaf) -> list[Leaf]:
        """What must be set where a field is missing: for a nested model its own required fields."""
        if not leaf.nested:
            return [leaf]
        below = [x for x in self.known.values() if x.path[:-1] == leaf.path]
        models = len(models_in(leaf.field.annotation)[0])  # of a union, only what all its members need is certain
        below = [x for x in below if models < 2 or self._times(x) == models]
        needed = [y for x in below if x.required for y in self._lacking(x)]
        return needed or [leaf]

    def _times(self, leaf: Leaf) -> int:
        """In how many members of a union a field is."""
        return sum(1 for other in self.scheme.leaves if other.path == leaf.path) if self.scheme else 0

    def _ignored_empty(self, leaf: Leaf) -> bool:
        """Whether the variable is there but empty, and the class ignores empty ones."""
        return any(self.environ.get(name) == "" for name in leaf.names) and bool(
            getattr(self.source, "env_ignore_empty", False)
        )

    def _why(self, leaf: Leaf, given: Held, kind: str) -> State:
        """The most helpful word for a value that was refused."""
        if given.raw is None:
            return "invalid"
        state = values.judge(given.raw, leaf.names[0], secret=self.secret(leaf))
        if state == "newline" and given.source == "secrets-dir":
            state = values.judge(given.raw.strip(), leaf.names[0], secret=self.secret(leaf))
        if self.secret(leaf) and kind in _WEAK_TYPES and state not in ("empty", "quoted", "newline"):
            return "weak"
        telling = state in ("empty", "quoted", "newline") or (state == "placeholder" and not leaf.is_json)
        return state if telling else "invalid"

    def _extra(self, loc: tuple[Any, ...]) -> Iterator[Variable]:
        """A name that the class forbids: said only where it is the name of a variable, not a key of a value."""
        for source in self.attempt.sources if len(loc) == 1 else ():
            for key in variables_of(source) if kind_of(source) == "env-file" else ():
                if values.is_name(key) and self.scheme and str(loc[0]) in (key, self.scheme.bare(key)):
                    yield self._stranger(self.scheme.written(key), self.where(places(source, key)))
                    return
        path, _ = place(self.cls, loc[:-1])
        leaf = self.known.get(path)
        if leaf is None:
            yield self.whole("invalid", "extra_forbidden", field=".".join(path))
        elif leaf.path not in self._seen:
            given = next(iter(self.held(leaf)), None)
            fact = self.fact(leaf, "invalid", reason="extra_forbidden", given=given, fatal=True)
            yield fact._replace(expected=f"{fact.expected} with no keys besides the declared ones")

    def _stranger(self, name: str, where: str) -> Variable:
        near = nearest(name, [known for leaf in self.known.values() for known in leaf.names])
        return Variable(
            (name,), "unknown", "", self.places.of_class(self.cls), "", "extra_forbidden", "env-file", where,
            required=False, nearest=near, scope=self.scope, fatal=True,
        )  # fmt: skip

    def _given(self, leaf: Leaf) -> Iterator[Variable]:
        """What is to be said about a field that was accepted."""
        secret = self.secret(leaf)
        found = self.held(leaf)
        if not found:
            if secret and not leaf.nested and values.is_shown(leaf.plain):
                reason = "signing-default" if values.signs(leaf.names[0]) else "default"
                yield self.fact(leaf, "placeholder", reason=reason, given=Held(None, "default"))
            elif not leaf.nested:
                yield self.fact(leaf, "ok", given=Held(None, "default"))
            yield from self._file_too(leaf, None)
            return
        given = found[0]
        state = self._state(leaf, given, secret)
        yield self.fact(leaf, state, given=given)
        others = [h for h in found if h.source == given.source and h.key != given.key and h.raw is not None]
        if given.raw is not None and values.disagree([given.raw, *(h.raw or "" for h in others)]):
            names = tuple(self.scheme.written(h.key) for h in (given, *others)) if self.scheme else ()
            yield self.fact(leaf, "conflict", given=given, names=names)
        if given.source == "process" and self.scheme and not self.scheme.case_sensitive:
            twins = values.twins(given.key, self.environ)
            if twins:
                yield self.fact(leaf, "duplicate", given=given, names=twins)
        if given.source == "env-file" and (secret or leaf.required) and self._in_image(given.where):
            yield self.fact(leaf, "baked", given=given)
        yield from self._file_too(leaf, given)

    def _state(self, leaf: Leaf, given: Held, secret: bool) -> State:
        if given.raw is None or leaf.nested or leaf.open:
            return "ok"
        known = [self.examples[name] for name in leaf.names if name in self.examples]
        default = leaf.plain
        state = values.judge(
            given.raw, leaf.names[0], secret=secret, examples=[*known, *([default] if default else [])]
        )
        if given.source == "secrets-dir" and state in ("newline", "quoted") and not values.is_wrapped(given.raw):
            inner = values.judge(given.raw.strip(), leaf.names[0], secret=secret, examples=known)
            return inner if inner != "ok" else "newline"
        if state == "empty" and not (leaf.required and leaf.expected().startswith(("text", "a secret", "a path"))):
            return "ok"
        if leaf.is_json:
            return "ok"
        free = leaf.expected().startswith(("text", "a secret", "a path")) or " URL" in leaf.expected()
        return state if free or state in ("quoted", "newline") else "ok"

    def _in_image(self, path: str) -> bool:
        return values.in_container(self.environ) and values.is_baked(path)

    def _file_too(self, leaf: Leaf, given: Held | None) -> Iterator[Variable]:
        """`X_FILE`, where the class declares it beside `X`: both are set, or the file is gone or ends in a break."""
        twin = self.known.get((*leaf.path[:-1], leaf.path[-1] + "_file"))
        other = self.held(twin) if twin is not None and not leaf.nested else []
        if twin is None or not other or not other[0].raw:
            return
        if given is not None and other[0].source == given.source:
            names = (self.scheme.written(given.key), *twin.names[:1]) if self.scheme else ()
            yield self.fact(leaf, "both", given=given, names=names)
        last = values.end_of(other[0].raw)
        if last is None:
            yield self.fact(twin, "unreadable", reason="FileNotFoundError", given=other[0])
        elif last.endswith(("\n", "\r")):
            yield self.fact(leaf, "newline", given=Held(None, "file"), names=twin.names[:1])

    def _directories(self) -> Iterator[Variable]:
        for directory in absent_directories(self.attempt.sources):
            yield self.whole("no-directory", "", self.where(directory) or "that a variable gives", fatal=False)
