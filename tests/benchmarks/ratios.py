"""How fast relcheck is, as ratios to ruff on the same machine in the same minute.

    python tests/benchmarks/ratios.py TREE [TREE ...] [--rounds 5] [--only cold,warm]

Each TREE is copied, so nothing is written into it. relcheck and ruff (`TID251` with `os.environ` and
`os.getenv` banned) take turns, and the ratio of each pair counts, because machines drift: printed are its
median and its range, of wall time and of CPU time, and the peak memory of the larger process.
"""

import argparse
import itertools
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from statistics import median
from typing import Final, NamedTuple

BANNED = 'lint.flake8-tidy-imports.banned-api = { "os.environ".msg = "banned", "os.getenv".msg = "banned" }'
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""Without .pyc files every start takes twice as long; an installed relcheck has them."""
ROWS = ("cold", "warm", "fresh", "files", "edited", "version")


class Cost(NamedTuple):
    """What one run took: seconds of wall and CPU, and MiB at the peak."""

    wall: float
    cpu: float
    memory: float


def once(argv: list[str], cwd: str) -> Cost:
    """Run a command and measure it, with all processes that it started."""
    start = time.perf_counter()
    process = subprocess.Popen(argv, cwd=cwd, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.stderr
    complaint = process.stderr.read().decode(errors="replace")
    process.stderr.close()
    if process.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(argv)}: exit status {process.returncode}\n{complaint}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def pair(
    name: str,
    ours: list[str],
    theirs: list[str],
    cwd: str,
    rounds: int,
    before: Callable[[], None] = lambda: None,
) -> None:
    """Measure two commands in turns and print a row."""
    once(ours, cwd), once(theirs, cwd)
    mine, other = [], []
    for _ in range(rounds):
        before()
        mine.append(once(ours, cwd))
        other.append(once(theirs, cwd))
    walls = sorted(a.wall / b.wall for a, b in zip(mine, other, strict=True))
    cpus = sorted(a.cpu / max(b.cpu, 1e-4) for a, b in zip(mine, other, strict=True))
    print(
        f"{name:<28} {median(c.wall for c in mine) * 1000:8.0f} ms {median(c.wall for c in other) * 1000:8.0f} ms"
        f"   wall {median(walls):5.2f}x [{walls[0]:.2f}-{walls[-1]:.2f}]"
        f"   CPU {median(cpus):5.2f}x [{cpus[0]:.2f}-{cpus[-1]:.2f}]"
        f"   {max(c.memory for c in mine):4.0f} / {max(c.memory for c in other):.0f} MiB",
        flush=True,
    )


def python_files(tree: str) -> list[str]:
    """The Python files of a tree, in order."""
    return sorted(
        os.path.join(directory, name)
        for directory, _, names in os.walk(tree)
        for name in names
        if name.endswith(".py") and "/." not in directory
    )


def content(path: str) -> bytes:
    """The bytes of a file."""
    with open(path, "rb") as file:
        return file.read()


_CHECKOUTS: Final = itertools.count(int(time.time()) - 100_000)
"""Seconds, none of them twice: git compares no fractions of them."""


def touched(paths: Iterable[str], tree: str) -> None:
    """Give every file a new time stamp, as a checkout does, and let git's index know."""
    now = next(_CHECKOUTS)
    for path in paths:
        os.utime(path, (now, now))
    subprocess.run(["git", "-C", tree, "update-index", "-q", "--refresh"], check=False, capture_output=True)


def measure(source: str, rounds: int, rows: set[str]) -> None:
    """All rows for one tree."""
    relcheck = [sys.executable, "-m", "relcheck", "lint", "--exit-zero", "-q", "--output-format", "concise"]
    ruff_binary = shutil.which("ruff", path=os.path.dirname(sys.executable)) or "ruff"
    ruff = [ruff_binary, "check", "--isolated", "--select", "TID251", "--config", BANNED, "-q", "-e"]
    ruff += ["--output-format", "concise"]
    with tempfile.TemporaryDirectory(prefix="relcheck-benchmark-") as directory:
        tree = os.path.join(directory, os.path.basename(os.path.normpath(source)))
        shutil.copytree(source, tree, symlinks=True, ignore=shutil.ignore_patterns(".git", ".relcheck_cache"))
        git = ["git", "-C", tree, "-c", "user.name=b", "-c", "user.email=b@b"]
        subprocess.run([*git, "init", "-q"], check=True)
        subprocess.run([*git, "add", "-A"], check=True, capture_output=True)
        time.sleep(0.1)
        paths = python_files(tree)
        name = os.path.basename(tree)
        if "cold" in rows:
            pair(f"{name}: cold", [*relcheck, "--no-cache", "."], [*ruff, "--no-cache", "."], tree, rounds)
        cached = [*ruff, "--cache-dir", os.path.join(directory, "ruff-cache"), "."]
        if "warm" in rows:
            pair(f"{name}: warm", [*relcheck, "."], cached, tree, rounds)
        if "fresh" in rows:
            pair(
                f"{name}: fresh checkout",
                [*relcheck, "."],
                [*ruff, "--no-cache", "."],
                tree,
                rounds,
                before=lambda: touched(paths, tree),
            )
        candidates = [path for path in paths if b"environ" in content(path)] or paths
        if "files" in rows:
            once([*relcheck, "."], tree)
            for count in (1, 10, 100):
                chosen = candidates[: max(1, count // 5)]
                chosen += [path for path in paths[:: max(1, len(paths) // count)] if path not in chosen]
                chosen = chosen[:count]
                pair(f"{name}: {count} files", [*relcheck, *chosen], [*ruff, "--no-cache", *chosen], tree, rounds)
        if "edited" in rows:
            once([*relcheck, "."], tree)
            one = candidates[len(candidates) // 2]
            commands = [*relcheck, one], [*ruff, "--no-cache", one]
            pair(f"{name}: 1 edited file", *commands, tree, rounds, before=lambda: edit(one))


def edit(path: str) -> None:
    """Change a file, so that nobody remembers what it says; as long ago as an editor takes to start a hook."""
    with open(path, "ab") as file:
        file.write(b"# edited\n")
    time.sleep(0.05)


def main() -> None:
    """Measure every tree that was named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("trees", nargs="*", metavar="TREE")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default=",".join(ROWS), metavar="ROWS", help=", ".join(ROWS))
    options = parser.parse_args()
    rows = set(options.only.split(","))
    print(f"{'':<28} {'relcheck':>11} {'ruff':>11}")
    if "version" in rows:
        python = [sys.executable]
        pair("--version / python -c pass", [*python, "-m", "relcheck", "--version"], [*python, "-c", "pass"], ".", 21)
    for tree in options.trees:
        measure(tree, options.rounds, rows)


if __name__ == "__main__":
    main()
