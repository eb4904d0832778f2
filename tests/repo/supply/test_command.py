"""The words of a command that a fact may hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relcheck.repo.supply.command import kept, workers
from relcheck.secret import is_secret


@pytest.mark.parametrize(
    ("command", "shown"),
    [
        ("gunicorn -w 4 --bind=0.0.0.0:80 shop:app", "gunicorn -w 4 --bind=0.0.0.0:80 shop:app"),
        ("app --token hunter2 --port 80", "app --token ... --port 80"),
        ("app --secret-key=hunter2", "app --secret-key=..."),
        ("SHOP_NAME=hunter2 uvicorn shop:app -p 80", "SHOP_NAME=... uvicorn shop:app -p 80"),
        ("docker login -u me -p hunter2", "docker login -u ... -p ..."),
        ("celery -b amqp://shop:w7Kq2pXz@mq worker", "celery -b ... worker"),
        ("app --verbose --password", "app --verbose --password"),
    ],
)
def test_words_that_may_be_secrets_are_left_out(command: str, shown: str) -> None:
    assert kept(command.split()) == tuple(shown.split())
    assert kept(["sh", "-c", command]) == ("sh", "-c", shown)


@given(st.integers(1, 99), st.integers(1, 65535))
def test_what_a_server_says_about_itself_stays(processes: int, port: int) -> None:
    words = ["uvicorn", "--workers", str(processes), "--host", "0.0.0.0", f"--port={port}", "shop.main:app"]
    assert kept(words) == tuple(words)
    assert workers(kept(words)) == processes


@given(st.sampled_from(["--api-key", "--token", "--db-password"]), st.text("abcXYZ09-_", min_size=1).map("x".__add__))
def test_nothing_behind_a_telling_option_stays(option: str, value: str) -> None:
    assert is_secret(option.strip("-").replace("-", "_"))
    assert kept(["app", option, value]) == ("app", option, "...")
    assert kept(["app", f"{option}={value}"]) == ("app", f"{option}=...")
