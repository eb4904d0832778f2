"""The processes of a service: what is started, as words for an image and as a line for a shell."""

from typing import Final

from relcheck.init.seen import PORT, Process, Seen

NO_WINDOWS: Final = "windows"
_WORKER: Final = "uvicorn_worker.UvicornWorker"
_PAGES: Final = {
    "streamlit": ("--server.headless", "true", "--server.address", "0.0.0.0", "--server.port"),
    "chainlit": ("--headless", "--host", "0.0.0.0", "--port"),
}


def web(seen: Seen) -> Process:
    """The process that serves; of a program or a worker, the one there is."""
    if seen.framework == "celery" and seen.celery:
        return worker(seen)
    if not seen.app and seen.page[0]:
        return Process("web", (seen.page[0], "run", seen.page[1], *_PAGES[seen.page[0]], str(PORT)), PORT)
    if not seen.app:
        command = (seen.script,) if seen.script and seen.built else ("python", "-m", seen.package or "main")
        return Process("app", command)
    target, bind = seen.app.target, f"0.0.0.0:{PORT}"
    if seen.server == "gunicorn":
        asgi = () if seen.app.wsgi else ("--worker-class", _worker(seen))
        return Process("web", ("gunicorn", *asgi, "--bind", bind, f"{target}()" if seen.app.factory else target), PORT)
    factory = ("--factory",) if seen.app.factory else ()
    address = ("--host", "0.0.0.0", "--port", str(PORT))
    if seen.server == "granian":
        kind = "wsgi" if seen.app.wsgi else "asgi"
        return Process("web", ("granian", "--interface", kind, *factory, *address, target), PORT)
    return Process("web", ("uvicorn", *factory, *address, target), PORT)


def _worker(seen: Seen) -> str:
    """The worker class for ASGI: of the package uvicorn-worker, or the older one inside uvicorn."""
    return _WORKER if "uvicorn-worker" in seen.dependencies else "uvicorn.workers.UvicornWorker"


def worker(seen: Seen) -> Process:
    """The Celery worker."""
    return Process("worker", ("celery", "--app", seen.celery, "worker", "--loglevel", "INFO"))


def processes(seen: Seen) -> list[Process]:
    """Everything that runs for long, the one that serves first."""
    first = web(seen)
    return [first, worker(seen)] if seen.celery and first.name != "worker" else [first]


def migration(seen: Seen) -> tuple[str, ...]:
    """The command that migrates; it verifies the environment by itself, and needs no shell."""
    return ("relcheck", "run", f"{seen.dotted('release')}:migrate") if seen.migrates else ()


def shell(process: Process, system: str = "posix") -> str:
    """The command as a line of a script, which takes host and port from variables."""
    words = list(process.command)
    host, port = ('"$HOST"', '"$PORT"') if system == "posix" else ("%HOST%", "%PORT%")
    if system == NO_WINDOWS and words[0] == "gunicorn":
        words = ["python", "-m", "waitress", "--listen", f"{host}:{port}", words[-1]]
        if "--worker-class" in process.command:
            words = ["uvicorn", "--host", host, "--port", port, process.command[-1]]
        return " ".join(words)
    line = []
    for before, word in zip(["", *words], words, strict=False):
        if process.port and before in ("--host", "--server.address"):
            word = host
        elif process.port and before in ("--port", "--server.port"):
            word = port
        elif process.port and before == "--bind":
            word = f"{host}:{port}".replace('":"', ":") if system == "posix" else f"{host}:{port}"
        elif "(" in word:
            word = f"'{word}'" if system == "posix" else f'"{word}"'
        line.append(word)
    return " ".join(line)
