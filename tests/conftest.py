"""Settings that all tests share."""

import os
import signal
import time
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("ci", deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("dev", deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ci" if os.environ.get("CI") else "dev")

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # a suite in the background, and so are all that it starts
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-transcripts", action="store_true", help="write fixtures/*/transcript.txt anew")


@pytest.fixture
def soon() -> Iterator[None]:
    """Ends a test on hostile input as failed where it took as long as only what grows with its square does.

    The bound is in seconds of a processor, and some ten times what a slow machine needs: how fast it is,
    is the benchmarks' to say.
    """
    begun = time.process_time()
    yield
    assert time.process_time() - begun < 40
