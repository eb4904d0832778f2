"""What a person does next: the commands to type, in order, and what has to be done by hand."""

import re
from collections.abc import Iterable
from typing import Final

from relcheck.facts.ignore import git_ignores
from relcheck.init.platforms import compose
from relcheck.init.processes import migration
from relcheck.init.release import urls
from relcheck.init.seen import Asked, Seen, Tool

_ADD: Final[dict[Tool, str]] = {
    "uv": "uv add",
    "poetry": "poetry add",
    "pdm": "pdm add",
    "hatch": "",
    "pip": "",
}
_DEPLOY: Final = {
    "fly": "fly launch --copy-config --no-deploy && fly secrets set NAME=... && fly deploy",
    "render": "commit render.yaml, and apply the Blueprint in the dashboard",
    "railway": "railway up, after setting the variables that railway.toml lists",
    "digitalocean": "doctl apps create --spec .do/app.yaml, with your repository as source of each component",
    "northflank": "northflank create template --file northflank.json, with overrides for its arguments",
    "compose": "docker compose up --build",
    "kubernetes": "kubectl apply -f k8s/, after pushing the image under the name in the manifest",
    "systemd": "install the unit of deploy/ in /etc/systemd/system, and systemctl enable --now it",
}


def commands(seen: Seen, asked: Asked) -> list[tuple[str, str]]:
    """(command, why) in the order in which they are typed."""
    found: list[tuple[str, str]] = []
    if not seen.served:
        return [("relcheck lint", "see what reads the environment; take it as an argument instead")]
    needs = ["relcheck-config", "pydantic-settings"] + [seen.server] * bool(seen.app)
    needs = [name for name in needs if name not in seen.dependencies]
    if needs:
        where = seen.requirements or ("requirements.txt" if seen.unlisted else "the dependencies in pyproject.toml")
        listed = " and ".join(", ".join(needs).rsplit(", ", 1))
        added = _ADD[seen.tool]
        found.append(
            (f"{added} {' '.join(needs)}" if added else f"add {listed} to {where}", "the base install, no extra")
        )
    if seen.settings not in seen.files and any(entry.read for entry in seen.reads):
        found.append(("relcheck lint --diff --unsafe-fixes", "see how the reads move into the settings class"))
        found.append(("relcheck lint --fix --unsafe-fixes", "move them"))
    found.append(("cp .env.example .env", "fill it in, and keep it out of git"))
    found.append((f"relcheck verify-env {seen.schema}", "see what is missing"))
    if seen.migrates:
        found.append((" ".join(migration(seen)), "or bin/migrate"))
    if asked.docker:
        secret = " --secret id=netrc,src=$HOME/.netrc" if seen.private else ""
        found.append((f"docker build -t {seen.slug}{secret} .", ""))
        found.append((f"docker run --rm --env-file .env {seen.slug}", ""))
    file = compose.path(seen)
    option = "" if file == "compose.yaml" else f" -f {file}"
    found += [
        (_DEPLOY[platform].replace("docker compose", f"docker compose{option}"), "") for platform in asked.platforms
    ]
    return found


def by_hand(seen: Seen, asked: Asked) -> list[str]:
    """What no file of ours can do: sentences."""
    found: list[str] = []
    if seen.above:
        found.append(
            f"a hook and a CI job work only at the top of the repository ({seen.above}): run `relcheck lint` there"
        )
    if not seen.served:
        return found
    if seen.outdated:
        found.append(f"`{seen.schema}` uses pydantic 1, and verify-env needs pydantic-settings: migrate it first")
    if seen.manage and seen.settings not in seen.files:
        how = f"from {seen.module} import get_settings; SECRET_KEY = get_settings().secret_key.get_secret_value()"
        found.append(f"{seen.django} does not use the settings class yet: {how}")
    if seen.manage and not seen.static and asked.docker:
        found.append(f"{seen.django} has no STATIC_ROOT, so the image contains no static files")
    built = [name for name in asked.platforms if name != "systemd"]
    if built and not asked.docker and not seen.holds("Dockerfile"):
        found.append(f"{', '.join(built)}: the manifest needs a Dockerfile; add one with --docker")
    if asked.docker and seen.system:
        found.append("the existing Dockerfile installs operating system packages; the new one does not")
    if "celery" in seen.dependencies and not seen.celery and seen.framework != "celery":
        found.append("Celery is a dependency, but no Celery app was found, so no worker is started")
    if {"flask-migrate", "aerich", "tortoise-orm", "yoyo-migrations", "piccolo"} & seen.dependencies:
        found.append(f"migrations need another tool than Alembic: write migrate() in {seen.path('release')}")
    if any(one.url for one in seen.databases) and not urls(seen):
        found.append("no setting has the URL of the database, which env.py takes from alembic.ini")
    if seen.framework != "package" and not (seen.celery if seen.framework == "celery" else seen.app):
        found.append("no application object was found, so bin/server and the image start the package")
    if asked.docker and seen.unlisted:
        below = [path.rpartition("/")[0] for path in seen.files if re.fullmatch(r"[^/.]+/pyproject\.toml", path)]
        found.append(
            f"the dependencies are listed in {below[0]}/pyproject.toml: `relcheck init {below[0]}` fits better"
            if len(below) == 1
            else "no file lists the dependencies, and the image is built from one: write requirements.txt"
        )
    lock = {"uv": "uv.lock", "poetry": "poetry.lock", "pdm": "pdm.lock"}.get(seen.tool, "")
    if asked.docker and lock and not seen.locked:
        found.append(f"the image is built from {lock}, which does not exist: run `{seen.tool} lock`")
    return found


def unversioned(paths: Iterable[str], gitignore: str) -> list[str]:
    """A sentence about files of ours that git would pass over, so that no image from a fresh checkout has them."""
    lines = gitignore.splitlines()
    hidden = [path for path in paths if git_ignores(lines, path)]
    return [f".gitignore excludes {', '.join(hidden)}: run `git add --force {' '.join(hidden)}`"] if hidden else []
