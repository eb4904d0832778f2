"""A thread that does one task after the other, in the order of asking."""

import threading
from collections.abc import Callable, Hashable
from queue import SimpleQueue
from typing import Any

Task = Callable[[], Any]


class Lane:
    """Does tasks in order. A task whose key already waits is not queued again: one run answers for both.

    `failed` is told of an exception, which ends the task and not the lane.
    """

    def __init__(self, name: str, failed: Callable[[BaseException], None]) -> None:
        self._queue: SimpleQueue[tuple[Hashable, Task]] = SimpleQueue()
        self._waiting: set[Hashable] = set()
        self._lock = threading.Lock()
        self._failed = failed
        # A daemon, so that an editor that is done need not wait for a project that is being read.
        threading.Thread(target=self._work, name=name, daemon=True).start()

    def add(self, task: Task, key: Hashable = None) -> None:
        """Do this when everything before it is done."""
        with self._lock:
            if key is not None and key in self._waiting:
                return
            self._waiting.add(key)
        self._queue.put((key, task))

    def _work(self) -> None:
        while True:
            key, task = self._queue.get()
            with self._lock:
                self._waiting.discard(key)  # what comes from now on is news
            try:
                task()
            except Exception as error:
                self._failed(error)
