"""The few statements that matter: found, parsed by libcst, and asked."""
