"""The shop."""

from app.config import settings


def main() -> None:
    """Say where mail goes."""
    print(settings.mail_host)
