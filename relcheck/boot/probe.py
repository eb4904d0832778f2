"""Probe many endpoints at once: each in a thread, with a time-out, and again for as long as `--probe-wait` says.

A thread that hangs (the resolver of the C library cannot be interrupted) is left behind, and counts as no answer.
"""

import queue
import threading
import time
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from relcheck.boot.probe_greet import greet
from relcheck.boot.probe_net import FailedError, Line, bind, left, resolve
from relcheck.boot.probe_urls import Endpoint

TIMEOUT: Final = 5.0
"""Seconds that one look may take, as long as most drivers wait."""
_GRACE: Final = 0.5
"""Seconds in which a look whose time is over may say what it has seen: at start, a container's processor is busy."""
_PAUSE: Final = 0.5
"""Seconds between two looks while it is waited."""
_AT_ONCE: Final = 64

_LASTING: Final = frozenset(
    "untrusted expired not-yet-valid other-host no-authorities tls-failed privileged not-ours denied rejected".split()
)
"""What no waiting mends."""

Group = tuple[Endpoint, ...]
"""What one value names: any of them will do."""
Waiting = Callable[[Sequence[Group]], None]
Look = Callable[[Endpoint, float], str]
"""A look at one endpoint until then; the word for what is wrong, or nothing."""


class Plan(NamedTuple):
    """What to probe, and how long: all at once in `timeout` seconds, and again until `wait` seconds are over.

    `names` are the variables or fields to look at; without one, those that say what they are. `waiting` is
    called with the variables whose endpoints are not there yet, once, if it is waited for them.
    """

    names: tuple[str, ...] = ()
    timeout: float = TIMEOUT
    wait: float = 0.0
    waiting: Callable[[Sequence[str]], None] = lambda names: None
    look: Look | None = None


def look(endpoint: Endpoint, until: float) -> str:
    """What is wrong with an endpoint, in one word; nothing where it is there and answers."""
    try:
        if endpoint.kind == "port":
            bind(endpoint)
        elif endpoint.kind == "name":
            resolve(endpoint.host)
        else:
            with Line(endpoint, until) as line:
                greet(line)
    except FailedError as failed:
        return str(failed)
    return ""


def probe(groups: Sequence[Group], plan: Plan, waiting: Waiting = lambda pending: None) -> dict[Endpoint, str]:
    """The word for what is wrong with each endpoint, empty where nothing is.

    It is waited for a group of which nothing is there yet, and only if time can mend it; `waiting` hears of those.
    """
    found = dict.fromkeys((endpoint for group in groups for endpoint in group), "no-answer")
    end, told, pending = time.monotonic() + plan.wait, False, list(found)
    while pending:
        whole = plan.timeout if not told else min(plan.timeout, max(left(end), _PAUSE))
        found |= _round(pending, whole, plan.look or look)
        lacking = [group for group in groups if all(found[endpoint] for endpoint in group)]
        pending = [e for e in dict.fromkeys(e for group in lacking for e in group) if found[e] not in _LASTING]
        if not pending or time.monotonic() + _PAUSE >= end:
            break
        if not told:
            waiting([group for group in lacking if set(group) & set(pending)])
        told = True
        time.sleep(_PAUSE)
    return found


def _round(endpoints: list[Endpoint], timeout: float, look: Look) -> dict[Endpoint, str]:
    """One look at each, all at once; what has not answered in time did not answer."""
    until = time.monotonic() + timeout
    answers: queue.SimpleQueue[tuple[Endpoint, str | BaseException]] = queue.SimpleQueue()
    todo: queue.SimpleQueue[Endpoint] = queue.SimpleQueue()
    for endpoint in endpoints:
        todo.put(endpoint)

    def work() -> None:
        while True:
            try:
                endpoint = todo.get_nowait()
            except queue.Empty:
                return
            try:
                answers.put((endpoint, look(endpoint, until)))
            except BaseException as error:  # raised again below, where somebody sees it
                answers.put((endpoint, error))

    for _ in range(min(len(endpoints), _AT_ONCE)):
        threading.Thread(target=work, daemon=True).start()
    found = {endpoint: "slow-name" if endpoint.kind == "name" else "no-answer" for endpoint in endpoints}
    for _ in endpoints:
        try:
            endpoint, answer = answers.get(timeout=left(until) + _GRACE)
        except queue.Empty:
            break
        if isinstance(answer, BaseException):
            raise answer
        found[endpoint] = answer
    return found
