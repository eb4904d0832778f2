"""The waist: what *is*, without an opinion. Readers make facts, rules judge them.

Facts are per file and depend on that file's bytes alone, so they are cached by content. They are
stdlib-only named tuples of plain values, so that `marshal` can store them, and they never carry the
value of a variable or of a default: a `Default` says what the value looks like, not what it is.

- `relcheck.facts.python`: accesses to the environment, settings classes
- `relcheck.facts.boot`: the state of each variable of a deployment
- `relcheck.facts.image`: what a Dockerfile builds in
- `relcheck.facts.deployment`: what a manifest gives
"""
