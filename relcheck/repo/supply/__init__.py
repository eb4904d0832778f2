"""Manifests as suppliers: one module a platform, each `read(data, path)` giving facts of that file alone."""
