"""The language server: what `relcheck lint` reports, as you type.

`app` speaks the protocol; `folder` keeps one project in memory (`held`) and its open `document`s; `lane` gives the
work its order; `looked` answers what is at a place, `actions` what can be done there, `convert` says it in the
protocol's words. One lane answers keystrokes and questions, in order; meanwhile another reads whole projects, and a
third works out fixes.
"""
