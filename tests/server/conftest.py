"""One server for all tests; each brings a workspace folder of its own."""

import os
import sys
from collections.abc import Iterator
from typing import Any

import pytest

sys.path.insert(0, os.path.dirname(__file__))


@pytest.fixture(scope="session")
def editor() -> Iterator[Any]:
    from client import LOOP, Editor

    started = Editor.started()
    yield LOOP.run(started.__aenter__())
    LOOP.run(started.__aexit__(None, None, None))
    LOOP.close()
