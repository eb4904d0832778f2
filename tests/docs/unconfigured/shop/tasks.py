"""What is done by hand, in a release."""


def reindex(shelf: str = "all") -> None:
    """Count what is on the shelves."""
    print(f"shelves counted: {shelf}")
