"""A server, a worker and a site started through verify-env: they serve, get SIGTERM, and end; or never start."""

import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

Start = Callable[..., "subprocess.Popen[str]"]
pytestmark = pytest.mark.servers

SETTINGS = """\
from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="SHOP_")

    secret_key: SecretStr
    workers: int
    hosts: list[str] = []


settings = Settings()
"""
GOOD = {"SHOP_SECRET_KEY": "q6Vb2mJx0TzKw8LrYd5NfHs3", "SHOP_WORKERS": "1"}
BAD = {"SHOP_WORKERS": "marked-value", "SHOP_HOSTS": "[marked"}


def write(directory: Path, **files: str) -> None:
    for name, text in {"config": SETTINGS, **files}.items():
        (directory / f"{name}.py").write_text(text, encoding="utf-8")


def fetched(url: str, process: "subprocess.Popen[str]") -> str:
    """What the server answers, once it does."""
    for _ in range(300):
        if process.poll() is not None:
            raise AssertionError(process.communicate()[1])
        try:
            with urlopen(url, timeout=20) as answer:
                text: str = answer.read().decode()
                return text
        except (URLError, ConnectionError):
            time.sleep(0.1)
    raise AssertionError("the server never answered")


def refused(process: "subprocess.Popen[str]") -> None:
    """Nothing was started, and all three problems are told, without a value."""
    out, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert out == ""
    assert [code for code in ("[REL401]", "[REL403]") if code in err] == ["[REL401]", "[REL403]"]
    assert all(name in err for name in ("SHOP_SECRET_KEY", "SHOP_WORKERS", "SHOP_HOSTS"))
    assert "marked" not in err
    assert "was not started" in err


FASTAPI = """\
import os
from fastapi import FastAPI
from config import settings

app = FastAPI()


@app.get("/")
def root() -> dict[str, int]:
    return {"workers": settings.workers, "pid": os.getpid()}
"""


@pytest.mark.parametrize("how", [(), ("--in-process",)])
def test_a_fastapi_application_serves_in_the_same_process(
    start: Start, tmp_path: Path, port: int, how: tuple[str, ...]
) -> None:
    write(tmp_path, web=FASTAPI)
    command = ("config:Settings", *how, "--", "uvicorn", "web:app", "--host", "127.0.0.1", "--port", str(port))
    process = start(*command, **GOOD)
    assert fetched(f"http://127.0.0.1:{port}/", process) == f'{{"workers":1,"pid":{process.pid}}}'
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)
    assert process.returncode in (0, -signal.SIGTERM)
    refused(start(*command, **BAD))


DJANGO = """\
from django.conf import settings as django
from django.http import HttpResponse
from django.urls import path
from config import settings

django.configure(
    SECRET_KEY=settings.secret_key.get_secret_value(), ROOT_URLCONF=__name__, ALLOWED_HOSTS=["127.0.0.1"]
)
urlpatterns = [path("", lambda request: HttpResponse(f"workers {settings.workers}"))]

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
"""


def test_a_django_application_serves_under_gunicorn(start: Start, tmp_path: Path, port: int) -> None:
    write(tmp_path, site_wsgi=DJANGO)
    command = ("config:Settings", "--", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", "1",
               "--worker-tmp-dir", str(tmp_path), "site_wsgi:application")  # fmt: skip
    process = start(*command, **GOOD)
    assert fetched(f"http://127.0.0.1:{port}/", process) == "workers 1"
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)
    assert process.returncode == 0
    refused(start(*command, **BAD))


CELERY = """\
import os
from pathlib import Path
from celery import Celery
from config import settings

app = Celery("work", broker="filesystem://")
folder = Path(__file__).parent / "queue"
for name in ("in", "done", "control"):
    (folder / name).mkdir(parents=True, exist_ok=True)
app.conf.broker_transport_options = {
    "data_folder_in": str(folder / "in"),
    "data_folder_out": str(folder / "in"),
    "processed_folder": str(folder / "done"),
    "control_folder": str(folder / "control"),
    "store_processed": True,
}
app.conf.task_ignore_result = True


@app.task(name="work.say")
def say(word: str) -> None:
    (Path(__file__).parent / "said").write_text(f"{word} {settings.workers}")


if __name__ == "__main__":
    say.delay("hello")
"""


def test_a_celery_worker_works_and_ends(start: Start, tmp_path: Path) -> None:
    write(tmp_path, work=CELERY)
    sender = start("config:Settings", "--", "python", "work.py", **GOOD)
    sender.communicate(timeout=60)
    assert sender.returncode == 0
    command = ("config:Settings", "--", "celery", "-A", "work", "worker", "--pool", "solo", "--without-gossip",
               "--without-mingle", "--without-heartbeat", "--loglevel", "ERROR")  # fmt: skip
    variables = GOOD | {"C_FORCE_ROOT": "1"}
    worker = start(*command, **variables)
    said = tmp_path / "said"
    for _ in range(300):
        if said.exists() or worker.poll() is not None:
            break
        time.sleep(0.1)
    assert said.read_text(encoding="utf-8") == "hello 1"
    worker.send_signal(signal.SIGTERM)
    worker.communicate(timeout=60)
    assert worker.returncode == 0
    refused(start(*command, **BAD))
