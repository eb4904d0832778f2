"""Texts that are put together: f-strings, `+`, `%`, and the methods of `str`."""

import _ast
from typing import Any

from relcheck.repo.python.meaning.elements import Elements
from relcheck.repo.python.meaning.kinds import UNKNOWN, Glob, Meaning, Parameter, Ref, Text, product
from relcheck.repo.python.meaning.marks import METHODS, changed
from relcheck.repo.python.scopes.scope import Place, Scope


class Texts(Elements):
    """Evaluates expressions that give texts."""

    def product(self, choices: list[list[Meaning]]) -> list[Meaning]:
        """Every way to join one meaning of each; what is called like a constant of another module is looked for."""
        for options in choices:
            for meaning in options:
                if isinstance(meaning, Ref) and meaning.name.rpartition(".")[2].isupper():
                    self.wanted.add(meaning.name)
        return product(choices)

    def method(self, node: Any, scope: Scope, place: Place, depth: int) -> list[Meaning]:
        """`"a".upper()`, `"{}_X".format(a)`, `"_".join((a, b))` where the text is known."""
        name = node.func.attr
        found: list[Meaning] = []
        for base in self.of(node.func.value, scope, place, depth):
            if isinstance(base, Text) and base.value.__class__ is str:
                if name == "format":
                    found += self.formatted(base.value, node, scope, place, depth)
                elif name == "join" and node.args:
                    parts = self.elements(node.args[0], scope, place, depth)
                    choices = [self.of(n, s, p, depth) for n, s, p in parts]
                    for i in range(len(choices) - 1, 0, -1):
                        choices.insert(i, [base])
                    found += self.product(choices) if choices else [UNKNOWN]
                else:
                    found.append(self.transformed(base.value, node, scope, place, depth))
            elif isinstance(base, Glob) and name in METHODS:
                found.append(self.transformed(base, node, scope, place, depth))
            elif isinstance(base, Parameter):
                found.append(Glob("*", base.name))
        return found

    def transformed(self, base: str | Glob, node: Any, scope: Scope, place: Place, depth: int) -> Meaning:
        """A text after one of its own methods."""
        name = node.func.attr
        args = [self.of(a, scope, place, depth)[0] for a in node.args]
        given = [a.value for a in args if isinstance(a, Text) and isinstance(a.value, str)]
        if name not in ("encode", "decode") and len(given) < len(args):
            return UNKNOWN
        text = changed(base.pattern if isinstance(base, Glob) else base, name, given)
        if text is None:
            return UNKNOWN
        return Glob(text, base.parameter) if isinstance(base, Glob) else Text(text)

    def formatted(self, text: str, node: Any, scope: Scope, place: Place, depth: int) -> list[Meaning]:
        """`text.format(...)`, with simple fields only."""
        given = {k.arg: k.value for k in node.keywords if k.arg}
        choices: list[list[Meaning]] = []
        counter = 0
        for index, piece in enumerate(text.replace("{{", "\1").replace("}}", "\2").split("{")):
            if index:
                field, _, piece = piece.partition("}")
                key = field.partition(":")[0].partition("!")[0]
                if not key:
                    key, counter = str(counter), counter + 1
                value = given.get(key) or (node.args[int(key)] if key.isdigit() and int(key) < len(node.args) else None)
                choices.append(self.of(value, scope, place, depth) if value is not None else [UNKNOWN])
            choices.append([Text(piece.replace("\1", "{").replace("\2", "}"))])
        return self.product(choices)

    def joined(self, node: Any, scope: Scope, place: Place, depth: int) -> list[Meaning]:
        return self.product([self.of(value, scope, place, depth) for value in node.values])

    def interpolated(self, node: Any, scope: Scope, place: Place, depth: int) -> list[Meaning]:
        return [UNKNOWN] if node.format_spec is not None else self.of(node.value, scope, place, depth)

    def operation(self, node: Any, scope: Scope, place: Place, depth: int) -> list[Meaning]:
        if node.op.__class__ is _ast.Add:
            sides = [self.of(node.left, scope, place, depth), self.of(node.right, scope, place, depth)]
            numbers = any(isinstance(m, Text) and not isinstance(m.value, str) for side in sides for m in side)
            return [UNKNOWN] if numbers else self.product(sides)
        if node.op.__class__ is _ast.Mod:
            return self.percent(node, scope, place, depth)
        return [UNKNOWN]

    def signed(self, node: Any, scope: Scope, place: Place, depth: int) -> list[Meaning]:
        """`-1`."""
        value = getattr(node.operand, "value", None)
        number = node.op.__class__ is _ast.USub and value.__class__ in (int, float)
        return [Text(-value)] if number else [UNKNOWN]  # type: ignore[operator]

    def percent(self, node: Any, scope: Scope, place: Place, depth: int) -> list[Meaning]:
        """`"A_%s" % x`."""
        found: list[Meaning] = []
        for left in self.of(node.left, scope, place, depth):
            if not isinstance(left, Text) or left.value.__class__ is not str:
                continue
            right = node.right.elts if node.right.__class__ is _ast.Tuple else [node.right]
            pieces = left.value.replace("%r", "%d").replace("%i", "%d").split("%")
            choices: list[list[Meaning]] = [[Text(pieces[0])]]
            for index, piece in enumerate(pieces[1:]):
                given: list[Meaning] = [UNKNOWN]
                if index < len(right):
                    given = self.of(right[index], scope, place, depth)
                choices.append(given if piece[:1] == "s" else [UNKNOWN])
                choices.append([Text(piece[1:])])
            simple = len(pieces) > 1 and all(piece[:1] in ("s", "d") for piece in pieces[1:])
            found += self.product(choices) if simple else [UNKNOWN]
        return found
