"""Scopes and bindings: what each name of a module is bound to, and which places use it."""
