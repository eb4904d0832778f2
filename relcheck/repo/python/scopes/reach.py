"""Which bindings of a name may reach a place that uses it."""

from collections.abc import Mapping

from relcheck.repo.python.scopes.scope import Binding, Place, Scope


def alive(bindings: list[Binding], owner: Scope, place: Place, loops: Mapping[int, int]) -> list[Binding]:
    """Those of the bindings of one name in a scope; `loops` are the module's."""
    if len(bindings) < 2:
        return bindings
    use: tuple[int, ...] = ()
    later: list[Binding] = []
    if place.scope is owner:
        before = [b for b in bindings if b.place.order < place.order]
        later = [b for b in bindings if b.place.order >= place.order and _comes_back(b.place, place, loops)]
        bindings = before or bindings
        use = place.block
    else:
        bindings = [b for b in bindings if b.kind != "deleted"] or bindings
    found: list[Binding] = []
    for binding in bindings:
        block = binding.place.block
        if use[: len(block)] == block and binding.place.scope is owner:  # else a function may have run
            found = [binding]
        else:
            found.append(binding)
    return found + [binding for binding in later if binding not in found] if later else found


def _comes_back(later: Place, place: Place, loops: Mapping[int, int]) -> bool:
    """Whether a loop around a later place comes back to an earlier one."""
    return any(
        block in loops and (block in place.block or (place.role == "test" and loops[block] == place.order))
        for block in later.block
    )
