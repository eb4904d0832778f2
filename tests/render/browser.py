"""The one real browser of the tests: what it makes of a page, and what the page looks like in it."""

import shutil
import subprocess
from pathlib import Path

PROGRAM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
OPTIONS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--window-size=1200,700",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)  # fmt: skip
DARK = "--blink-settings=preferredColorScheme=0"


def dumped(page: Path, profile: Path, fragment: str = "") -> str:
    """The document after its script ran."""
    return _run(page, profile, fragment, "--dump-dom")


def shot(page: Path, profile: Path, picture: Path, *options: str) -> bytes:
    """A screenshot, as PNG."""
    _run(page, profile, "", f"--screenshot={picture}", *options)
    return picture.read_bytes()


def _run(page: Path, profile: Path, fragment: str, *options: str) -> str:
    command = [PROGRAM, *OPTIONS, f"--user-data-dir={profile}", *options, page.as_uri() + fragment]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout
