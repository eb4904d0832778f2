"""What `verify-env` costs: its time against the floor of importing the class, instantiating it, and exec.

    python tests/benchmarks/boot.py [ROUNDS]

Both sides run in turn, so that a machine that grows slow meanwhile slows both. Byte code is made first.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
KINDS = ("SecretStr", "PostgresDsn", "AnyHttpUrl", "list[AnyHttpUrl]", "int", "bool", "float", "str")
FLOOR = "import config, os; config.Settings(); os.execv('/usr/bin/true', ['true'])"
GOOD = {
    "SecretStr": "q6Vb2mJx0TzKw8LrYd5NfHs3",
    "PostgresDsn": "postgres://app:q6Vb2mJx0TzKw8Lr@db/app",
    "AnyHttpUrl": "https://shop.example",
    "list[AnyHttpUrl]": '["https://shop.example"]',
    "int": "4",
    "bool": "true",
    "float": "0.5",
    "str": "text",
}


def application(directory: Path) -> dict[str, str]:
    """A settings class of 30 fields, and an environment that fills it."""
    lines = [
        "from pydantic import AnyHttpUrl, PostgresDsn, SecretStr",
        "from pydantic_settings import BaseSettings",
        "",
        "",
    ]
    lines.append("class Settings(BaseSettings):")
    kinds = [KINDS[number % len(KINDS)] for number in range(30)]
    lines += [f"    field_{number}: {kind}" for number, kind in enumerate(kinds)]
    (directory / "config.py").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return {f"FIELD_{number}": GOOD[kind] for number, kind in enumerate(kinds)}


def seconds(command: list[str], directory: str, environ: dict[str, str]) -> float:
    """One run, from start to end."""
    begin = time.perf_counter()
    subprocess.run(
        command, cwd=directory, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
    )
    return time.perf_counter() - begin


def main(rounds: int) -> None:
    """Print the ratio of the passing and of the failing path to the floor, each from its own interleaved rounds."""
    with tempfile.TemporaryDirectory() as name:
        good = application(Path(name))
        base = {"PATH": os.environ["PATH"], "PYTHONPATH": f"{name}:{ROOT}:{ROOT / 'rules'}"}
        floor = [sys.executable, "-c", FLOOR]
        verify = [sys.executable, "-m", "relcheck", "verify-env", "config:Settings", "--", "true"]
        bad = good | {"FIELD_4": "many"}
        del bad["FIELD_0"]
        for label, environ in (("verified, then exec", good), ("two problems", bad)):
            pairs = []
            for number in range(rounds + 3):
                pair = (seconds(floor, name, base | good), seconds(verify, name, base | environ))
                if number >= 3:
                    pairs.append(pair)
            floors, ours = zip(*pairs, strict=True)
            ratio = statistics.median(ours) / statistics.median(floors)
            least = min(ours) / min(floors)
            print(
                f"{label}: {ratio:.3f} of the floor"
                f" (least against least {least:.3f}; floor {min(floors) * 1000:.0f} ms)"
            )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
