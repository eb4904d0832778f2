"""Small projects for `relcheck init`: every framework, packaged by every tool."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

TOOLS: Final = ("uv", "poetry", "pdm", "hatch", "pip")
ROOT_INI: Final = "[alembic]\nscript_location = migrations\nsqlalchemy.url = driver://user:pass@localhost/dbname\n"
ENV_PY: Final = """\
from alembic import context
from sqlalchemy import engine_from_config, pool

config = context.config

connectable = engine_from_config(config.get_section(config.config_ini_section, {}), poolclass=pool.NullPool)
with connectable.connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
"""
REVISION: Final = """\
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = None


def upgrade():
    op.create_table("shelf", sa.Column("id", sa.Integer, primary_key=True))


def downgrade():
    op.drop_table("shelf")
"""
FASTAPI: Final = {
    "shop/__init__.py": "",
    "shop/main.py": """\
import os

from fastapi import FastAPI

app = FastAPI()


@app.get("/")
def root() -> dict[str, str]:
    return {"mail": os.environ["MAIL_HOST"], "workers": os.environ.get("WORKERS", "4")}


def pay() -> str:
    return os.environ["PAYMENT_API_KEY"]


def report() -> str | None:
    return os.getenv("SENTRY_DSN")


def many() -> int:
    return int(os.environ.get("PAGE_SIZE", "20"))
""",
    "alembic.ini": ROOT_INI,
    "migrations/env.py": ENV_PY,
    "migrations/versions/a1_first.py": REVISION,
}
FLASK: Final = {
    "shop/__init__.py": "",
    "shop/web.py": """\
import os

from flask import Flask


def create_app() -> Flask:
    app = Flask(__name__)
    app.config["SECRET_KEY"] = os.environ["SECRET_KEY"]
    return app
""",
}
CELERY: Final = {
    "shop/__init__.py": "",
    "shop/worker.py": """\
from celery import Celery

celery_app = Celery("shop")
""",
    "shop/queue.py": """\
import os


def broker() -> str:
    return os.environ["BROKER_URL"]
""",
}
DJANGO: Final = {
    "manage.py": """\
import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
""",
    "shop/__init__.py": "",
    "shop/settings.py": """\
from pathlib import Path

from shop.config import get_settings

BASE_DIR = Path(__file__).parent.parent
SECRET_KEY = get_settings().secret_key.get_secret_value()
DEBUG = get_settings().debug
ALLOWED_HOSTS = get_settings().allowed_hosts
ROOT_URLCONF = "shop.urls"
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.staticfiles"]
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "static"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "/tmp/shop.sqlite3"}}
""",
    "shop/urls.py": "urlpatterns = []\n",
    "shop/wsgi.py": """\
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
application = get_wsgi_application()
""",
}
PACKAGE: Final = {
    "src/shop/__init__.py": "",
    "src/shop/__main__.py": "from shop.cli import main\n\nmain()\n",
    "src/shop/cli.py": """\
import os


def main() -> None:
    print(os.environ["GREETING"])
""",
}
LIBRARY: Final = {"src/shop/__init__.py": "def double(number: int) -> int:\n    return 2 * number\n"}

FILES: Final[Mapping[str, Mapping[str, str]]] = {
    "fastapi": FASTAPI, "django": DJANGO, "flask": FLASK, "celery": CELERY, "package": PACKAGE, "library": LIBRARY,
}  # fmt: skip
NEEDS: Final = {
    "fastapi": ["fastapi", "uvicorn", "sqlalchemy", "alembic"], "django": ["django", "gunicorn"],
    "flask": ["flask", "gunicorn"], "celery": ["celery"], "package": ["rich"], "library": [],
}  # fmt: skip


def make(root: Path, framework: str, tool: str = "uv", **more: str) -> Path:
    """Write a project; `more` are files by path, with `__` for `/`, and `_DOT_` for a dot."""
    files = dict(FILES[framework]) | packaged(framework, tool)
    files |= {path.replace("_DOT_", ".").replace("__S__", "/"): text for path, text in more.items()}
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return root


def packaged(framework: str, tool: str) -> dict[str, str]:
    """The files of the tool."""
    needs = [*NEEDS[framework], *(["relcheck-config", "pydantic-settings"] if framework != "library" else [])]
    listed = ", ".join(f'"{need}"' for need in needs)
    project = f'[project]\nname = "shop"\nversion = "1"\nrequires-python = ">=3.11"\ndependencies = [{listed}]\n'
    script = '[project.scripts]\nshop = "shop.cli:main"\n' if framework == "package" else ""
    if tool == "poetry":
        rows = "".join(f'{need} = "*"\n' for need in needs)
        made = '[tool.poetry.scripts]\nshop = "shop.cli:main"\n' if framework == "package" else ""
        text = (
            f'[tool.poetry]\nname = "shop"\nversion = "1"\n[tool.poetry.dependencies]\npython = "^3.11"\n{rows}{made}'
        )
        return {"pyproject.toml": text, "poetry.lock": ""}
    if tool == "pip":
        if framework in ("package", "library"):
            return {"pyproject.toml": project + script + _built("setuptools", "setuptools.build_meta")}
        return {"requirements.txt": "\n".join(needs) + "\n"}
    back = {"hatch": ("hatchling", "hatchling.build"), "pdm": ("pdm-backend", "pdm.backend")}.get(tool)
    lock = {"uv": {"uv.lock": ""}, "pdm": {"pdm.lock": ""}}.get(tool, {})
    build = _built(*back) if back else _built("hatchling", "hatchling.build") if framework == "package" else ""
    return {"pyproject.toml": project + script + build, **lock}


def _built(need: str, backend: str) -> str:
    return f'[build-system]\nrequires = ["{need}"]\nbuild-backend = "{backend}"\n'
