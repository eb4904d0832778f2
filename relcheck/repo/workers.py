"""The only module that forks. Files are read in as many processes as there are cores to pay for them.

Bare `os.fork`, because importing `multiprocessing` costs as much as linting a hundred files. All processes,
the parent too, take chunk numbers from one pipe, which is a queue without a lock: four bytes are read at once
or not at all. A child answers with one `marshal` text. What a child does not answer for, because it died, is
read again file by file, each in a process of its own, so that the one file that kills readers is known and
reported, and no other is lost. Where there is no fork (Windows), or it is not safe (macOS, where system
libraries abort in forked children), everything is read in this process.
"""

import gc
import marshal
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any, Final

from relcheck.repo.codec import Encoder

Work = Callable[[Any, Encoder], Any]
"""Does one item, and gives plain values: facts go through the encoder."""
Progress = Callable[[int, int], None]
"""Is told how many of how many items are done."""

_WORTH_FILES: Final = 48
_WORTH_BYTES: Final = 400_000
"""Below either of these one process is faster than two."""
USUAL: Final = 8192
"""Bytes of a usual file: to ask each for its size would be to look at all of them once more."""
_GARBAGE: Final = 60_000
"""Objects that may be left over before they are collected: some 12 MiB."""


def cores() -> int:
    """How many processes can run at once here."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def processes(jobs: int, files: int, size: int) -> int:
    """How many processes to read with: what was asked for (0: as many as pay), or 1 without a safe fork."""
    if not hasattr(os, "fork") or sys.platform == "darwin":
        return 1
    if jobs <= 0:
        jobs = cores() if files >= _WORTH_FILES and size >= _WORTH_BYTES else 1
    return max(1, min(jobs, files))


def run(
    work: Work,
    died: Callable[[Any, str, Encoder], Any],
    items: Sequence[Any],
    count: int,
    encoder: Encoder,
    progress: Progress | None = None,
) -> list[Any]:
    """The results of `work`, in order of the items, and all encoded with `encoder`'s types.

    `died` gives the result of an item whose process died, told the reason.
    """
    collecting = gc.isenabled()
    gc.disable()  # looking for cycles while a tree is built is a quarter of a parser's time
    gc.freeze()
    try:
        if count < 2:
            return [_step(work, item, encoder, progress, n, len(items)) for n, item in enumerate(items)]
        return _forked(work, died, items, count, encoder, progress)
    finally:
        gc.unfreeze()
        if collecting:
            gc.enable()


def _step(work: Work, item: Any, encoder: Encoder, progress: Progress | None, n: int, total: int) -> Any:
    """One item in this process."""
    if progress and n % 64 == 0:
        progress(n, total)
    return _tidy(work(item, encoder))


def _tidy(result: Any) -> Any:
    """Throw away what the last files left in cycles; between files nearly all of it is garbage."""
    if gc.get_count()[0] > _GARBAGE:
        gc.collect()
    return result


def _forked(
    work: Work,
    died: Callable[[Any, str, Encoder], Any],
    items: Sequence[Any],
    count: int,
    encoder: Encoder,
    progress: Progress | None,
) -> list[Any]:
    """The same with `count - 1` children, and this process as one more."""
    size = max(1, min(len(items) // (count * 16), 64))
    size = max(size, -(-len(items) // 8192))  # all numbers must fit into the pipe before anybody reads
    chunks = [range(start, min(start + size, len(items))) for start in range(0, len(items), size)]
    queue, feed = os.pipe()
    os.write(feed, b"".join(number.to_bytes(4, "big") for number in range(len(chunks))))
    os.close(feed)
    ours = os.getpid()

    def take(encoder: Encoder, progress: Progress | None) -> dict[int, list[Any]]:
        done: dict[int, list[Any]] = {}
        # A parent that was interrupted or killed waits for nothing, and nobody else would end its children.
        while (os.getpid() == ours or os.getppid() == ours) and (number := os.read(queue, 4)):
            index = int.from_bytes(number, "big")
            done[index] = [_tidy(work(items[n], encoder)) for n in chunks[index]]
            if progress:
                progress(chunks[index][-1], len(items))
        return done

    children = [_fork(lambda: _answer(take)) for _ in range(count - 1)]
    try:
        done = take(encoder, progress)
    except BaseException:
        _end(children)
        raise
    finally:
        os.close(queue)
    for child in children:
        answer, _ = _join(child)
        if answer:
            done.update(_renumbered(answer, encoder))
    results: list[Any] = []
    for index, chunk in enumerate(chunks):
        results += done[index] if index in done else [_alone(work, died, items[n], encoder) for n in chunk]
    return results


def _answer(take: Callable[[Encoder, None], dict[int, list[Any]]]) -> bytes:
    """What a child sends: the types of its facts, and its chunks."""
    encoder = Encoder()
    done = take(encoder, None)
    return marshal.dumps((encoder.types, done))


def _alone(work: Work, died: Callable[[Any, str, Encoder], Any], item: Any, encoder: Encoder) -> Any:
    """One item in a process of its own, because one that had it died."""
    answer, reason = _join(_fork(lambda: _answer(lambda inner, _: {0: [work(item, inner)]})))
    return _renumbered(answer, encoder)[0][0] if answer else died(item, reason, encoder)


def _fork(task: Callable[[], bytes]) -> tuple[int, int]:
    """A child that writes what `task` gives, as (pid, pipe)."""
    source, sink = os.pipe()
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid:
        os.close(sink)
        return pid, source
    try:
        os.close(source)
        with os.fdopen(sink, "wb") as pipe:
            pipe.write(task())
        os._exit(0)
    finally:  # never back into the parent's code, whatever happened
        os._exit(70)


def _end(children: Sequence[tuple[int, int]]) -> None:
    """End children whose answers nobody waits for."""
    from signal import SIGKILL  # imports `enum`, which a run that is not interrupted need not pay for

    for pid, source in children:
        os.close(source)
        os.kill(pid, SIGKILL)
        os.waitpid(pid, 0)


def _join(child: tuple[int, int]) -> tuple[Any, str]:
    """What a child answered, or None and why it did not."""
    pid, source = child
    with os.fdopen(source, "rb") as pipe:
        data = pipe.read()
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if code == 0:
        try:
            return marshal.loads(data), ""
        except (ValueError, EOFError, TypeError):
            return None, "its answer cannot be read"
    return None, f"signal {-code}" if code < 0 else f"exit status {code}"


def _renumbered(answer: Any, encoder: Encoder) -> dict[int, list[Any]]:
    """A child's chunks, with the numbers of its types made this process's."""
    types, done = answer
    numbers = [encoder.number(name) for name in types]
    if numbers == list(range(len(numbers))):
        return dict(done)
    return {index: [_renumber(result, numbers) for result in chunk] for index, chunk in done.items()}


def _renumber(value: Any, numbers: list[int]) -> Any:
    """An encoded value with other type numbers."""
    if type(value) is list:
        return [numbers[value[0]], *[_renumber(item, numbers) for item in value[1:]]]
    if type(value) is tuple:
        return tuple([_renumber(item, numbers) for item in value])
    return value
