"""The processes that files are read in end with the one that started them, however it ends."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from relcheck.repo import workers
from relcheck.repo.codec import Encoder

ITEMS = range(4000)
BUSY = """
import os, sys, time
from relcheck.repo import workers
from relcheck.repo.codec import Encoder

def work(item, encoder):
    if os.getpid() == parent:
        print(item, flush=True)  # by now the children are there
        while True:  # a signal that comes before one long sleep begins would be heard after it
            time.sleep(0.05)
    time.sleep(0.01)
    return item

parent = os.getpid()
workers.run(work, None, range(400_000), 2, Encoder())
"""


def test_an_exception_ends_the_children_too() -> None:
    ours = os.getpid()

    def work(item: int, encoder: Encoder) -> int:
        if os.getpid() == ours:
            raise KeyboardInterrupt
        signal.pause()
        return item

    with pytest.raises(KeyboardInterrupt):
        workers.run(work, lambda *_: None, ITEMS, 3, Encoder())
    with pytest.raises(ChildProcessError):  # none is left, not even to be waited for
        os.waitpid(-1, os.WNOHANG)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_whoever_reads_the_output_hears_its_end_when_the_run_is_ended(number: int) -> None:
    """A child that went on would hold the pipe open, and compute for nobody: for over an hour, here."""
    home = Path(workers.__file__).parents[2]
    command = [sys.executable, "-c", BUSY]
    with subprocess.Popen(command, cwd=home, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout
        assert process.stdout.readline()
        process.send_signal(number)
        process.stdout.read()
