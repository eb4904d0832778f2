"""What expressions mean: bindings are resolved, never names."""
