"""Text and syntax trees: a file decoded, reduced to what matters, and parsed by whoever can."""
