"""What is read, what is not read again, and that nothing is lost on the way."""

import os
import signal
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from relcheck.diagnostic import Span
from relcheck.facts.python import Access, FileFacts, Unreadable
from relcheck.repo import collect, discover, gitindex, workers
from relcheck.repo.cache import DIRECTORY, Cache
from relcheck.repo.contents import contents


def _read(data: bytes, path: str) -> FileFacts:
    if b"kill" in data:
        os.kill(os.getpid(), signal.SIGKILL)
    lines = data.decode().splitlines()
    return FileFacts(
        path,
        tuple(
            Access(Span(path, n, 1, n, 2), "get", "read", "call", (line.split()[1],))
            for n, line in enumerate(lines, 1)
            if line.startswith("environ")
        ),
    )


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A reader that knows one word, and remembers what this process had to read."""
    seen: list[str] = []

    def read(data: bytes, path: str) -> FileFacts:
        seen.append(path)
        return _read(data, path)

    real = vars(import_module("relcheck.repo.python"))  # its other modules stay within reach
    module: Any = SimpleNamespace(**{**real, "may_hold": lambda data: b"environ" in data, "read": read})
    monkeypatch.setitem(sys.modules, "relcheck.repo.python", module)
    return seen


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for number in range(60):
        (tmp_path / f"m{number:02}.py").write_text(f"environ V{number}\n" if number % 3 == 0 else "x = 1\n")
    for path in tmp_path.iterdir():
        os.utime(path, (1_700_000_000, 1_700_000_000))
    return tmp_path


def names(facts: collect.Facts) -> list[str]:
    return [access.variable for file in facts.python.values() for access in file.accesses]


def run(tree: Path, **options: Any) -> tuple[collect.Facts, Cache]:
    cache = Cache(str(tree / DIRECTORY))
    cache.load()
    files = discover.discover(str(tree), [str(tree)])
    facts = collect.collect(files, cache, **options)
    collect.remember(cache, files, facts, linked=None, overlay=options.get("overlay", ()))
    return facts, cache


@pytest.mark.usefixtures("reader")
def test_any_number_of_processes_gives_the_same_facts(tree: Path) -> None:
    one = collect.collect(discover.discover(str(tree), [str(tree)]), jobs=1)
    assert names(one) == [f"V{n}" for n in range(0, 60, 3)]
    for jobs in (2, 3, 7):
        assert collect.collect(discover.discover(str(tree), [str(tree)]), jobs=jobs).python == one.python


def test_an_unchanged_file_is_not_read_again(tree: Path, reader: list[str]) -> None:
    first, _ = run(tree)
    assert len(reader) == 20
    second, _ = run(tree)
    assert second.python == first.python
    assert (second.read, len(reader)) == (0, 20)


def test_a_changed_file_is_read_again(tree: Path, reader: list[str]) -> None:
    run(tree)
    (tree / "m00.py").write_text("environ OTHER\n")
    (tree / "m03.py").unlink()
    reader.clear()
    facts, _ = run(tree)
    assert reader == ["m00.py"]
    assert names(facts)[:2] == ["OTHER", "V6"]


def test_facts_survive_new_time_stamps_by_content(tree: Path, reader: list[str]) -> None:
    run(tree)
    reader.clear()
    for path in tree.glob("*.py"):
        os.utime(path, (1_700_000_999, 1_700_000_999))
    facts, _ = run(tree)
    assert reader == []
    assert names(facts) == [f"V{n}" for n in range(0, 60, 3)]


def test_after_a_fresh_checkout_git_s_index_vouches_for_files(tree: Path, reader: list[str]) -> None:
    git = ["git", "-C", str(tree)]
    subprocess.run([*git, "init", "-q"], check=True)
    subprocess.run([*git, "add", "."], check=True)
    assert all(gitindex.index(str(tree)).get(path.name) for path in tree.glob("*.py"))
    run(tree)
    for path in tree.glob("*.py"):
        os.utime(path, (1_700_000_999, 1_700_000_999))
    subprocess.run([*git, "add", "."], check=True)
    reader.clear()
    facts, _ = run(tree)
    assert facts.read == 0
    assert names(facts) == [f"V{n}" for n in range(0, 60, 3)]


def test_git_s_index_says_of_each_file_what_git_says(tree: Path) -> None:
    git = ["git", "-C", str(tree)]
    (tree / ("long" * 60)).mkdir()
    names = ["m00.py", "m01.py", "long" * 60 + "/" + "name" * 30 + ".py", "caf\u00e9.py"]
    (tree / names[2]).write_text("A = 1\n")
    (tree / names[3]).write_text("B = 2\n")
    subprocess.run([*git, "init", "-q"], check=True)
    subprocess.run([*git, "add", *names], check=True)
    said = subprocess.run([*git, "ls-files", "-s", "-z"], check=True, capture_output=True).stdout.decode()
    index = gitindex.index(str(tree))
    for line in said.split("\0")[:-1]:
        entry = index.get(line.partition("\t")[2])
        status = (tree / line.partition("\t")[2]).stat()
        assert entry == (status.st_mtime_ns, status.st_size, bytes.fromhex(line.split()[1]))
    assert len(said.split("\0")) == 5
    assert index.get("m02.py") is None


def test_git_s_index_does_not_vouch_for_a_file_that_is_only_announced(tree: Path) -> None:
    git = ["git", "-C", str(tree)]
    subprocess.run([*git, "init", "-q"], check=True)
    subprocess.run([*git, "add", "m00.py"], check=True)
    subprocess.run([*git, "add", "-N", "m01.py"], check=True)
    index = gitindex.index(str(tree))
    assert index.get("m00.py") is not None
    assert index.get("m01.py") is None


@pytest.mark.parametrize("damage", [b"", b"garbage", None])
@pytest.mark.usefixtures("reader")
def test_a_damaged_cache_is_no_cache(tree: Path, damage: bytes | None) -> None:
    first, _ = run(tree)
    [file] = (tree / DIRECTORY).glob("facts-*")
    file.write_bytes(file.read_bytes()[:200] if damage is None else damage)
    again, cache = run(tree)
    assert not cache.found
    assert again.python == first.python


@pytest.mark.usefixtures("reader")
def test_the_cache_ignores_itself(tree: Path) -> None:
    run(tree)
    assert (tree / DIRECTORY / ".gitignore").read_text() == "*\n"
    assert (tree / DIRECTORY / "CACHEDIR.TAG").read_text().startswith("Signature: 8a477f597d28d172789f06886806bc55")


@pytest.mark.usefixtures("reader")
def test_a_cache_that_cannot_be_written_is_not_missed(tree: Path) -> None:
    (tree / DIRECTORY).write_text("a file is in the way")
    facts, _ = run(tree)
    assert len(names(facts)) == 20


@pytest.mark.usefixtures("reader")
def test_a_file_that_kills_its_reader_is_reported_and_no_other_is_lost(tree: Path) -> None:
    (tree / "bad.py").write_text("environ kill\n")
    files = discover.discover(str(tree), [str(tree)])
    # The parent takes chunks too, so it must not be the one that meets the bad file.
    parent = os.getpid()
    module: Any = sys.modules["relcheck.repo.python"]
    module.read = lambda data, path: FileFacts(path) if b"kill" in data and os.getpid() == parent else _read(data, path)
    results = [collect.collect(files, jobs=4).python["bad.py"] for _ in range(6)]
    for one in results:
        assert one.unreadable is None or "died: signal 9" in one.unreadable.reason
    facts = collect.collect(files, jobs=4)
    assert names(facts) == [f"V{n}" for n in range(0, 60, 3)]


def test_a_dead_process_is_named(tree: Path) -> None:
    def work(item: int, encoder: Any) -> int:
        if item == 7 and os.getpid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)
        return item

    parent = os.getpid()
    encoder: Any = workers.Encoder()
    answer = workers._alone(work, lambda item, reason, _: reason, 7, encoder)
    assert answer == "signal 9"


@pytest.mark.usefixtures("reader")
def test_what_stdin_gives_replaces_what_is_on_disk_and_is_not_cached(tree: Path) -> None:
    facts, _ = run(tree, overlay={"m00.py": b"environ STDIN\n"})
    assert names(facts)[0] == "STDIN"
    facts, _ = run(tree)
    assert names(facts)[0] == "V0"


@pytest.mark.usefixtures("reader")
def test_a_file_that_cannot_be_opened_is_unreadable(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = discover.discover(str(tree), [str(tree)])

    def denied(path: str, size: int) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(collect, "content_of", denied)
    facts = collect.collect(files, jobs=1)
    assert facts.python["m01.py"].unreadable == Unreadable(Span("m01.py", 1, 1, 1, 1), "Permission denied")


def test_a_bug_in_a_reader_costs_one_file_and_names_no_content(tree: Path, reader: list[str]) -> None:
    (tree / "bad.py").write_text("environ\n")  # the reader above trips over a missing word
    (tree / "worse.py").write_text("environ s3cret\n")
    facts = collect.collect(discover.discover(str(tree), [str(tree)]), jobs=1)
    unreadable = facts.python["bad.py"].unreadable
    assert unreadable
    assert unreadable.reason.startswith("a bug in relcheck: IndexError in test_collect.py:")
    assert names(facts)[-1] == "s3cret"


def test_what_is_nested_without_end_is_no_bug(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(f"a = {'[' * 5000}{']' * 5000}")
    (fact,) = collect.collect(discover.discover(str(tmp_path), [str(tmp_path)])).other
    assert fact.reason == "it is nested too deeply to be read"


def test_a_device_that_never_ends_is_refused(tmp_path: Path) -> None:
    (tmp_path / "endless.py").symlink_to("/dev/zero")
    found = collect.collect(discover.discover(str(tmp_path), [str(tmp_path)]))
    assert found.python["endless.py"].unreadable.reason == "it is a device"
    assert contents(str(tmp_path))("endless.py") is None


def test_libcst_is_imported_before_processes_divide(tmp_path: Path) -> None:
    """Each would import it for itself otherwise, which takes longer than reading a small project."""
    for number in range(60):
        (tmp_path / f"m{number:02}.py").write_text("import os\n" + "#" * 9000 + f"\nA = os.environ['A{number}']\n")
    code = """if True:
        import os, sys
        from relcheck.repo.collect import collect
        from relcheck.repo.discover import discover
        fork = os.fork
        os.fork = lambda: print("libcst" in sys.modules, flush=True) or fork()
        print(len(collect(discover(os.getcwd(), ["."]), jobs=2).python))
    """
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environ, capture_output=True, text=True)
    assert done.stdout.split() == ["True", "60"], done.stderr
