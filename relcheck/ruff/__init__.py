"""Everything that passes between relcheck and ruff."""
