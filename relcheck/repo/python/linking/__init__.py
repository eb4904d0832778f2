"""Modules joined: what one exports, others are read with."""
