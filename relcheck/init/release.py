"""release.py: what a release does besides serving, and the scripts that start and migrate it."""

from relcheck.facts.contract import Entry
from relcheck.init.fill import fill
from relcheck.init.processes import NO_WINDOWS, shell, web
from relcheck.init.seen import File, Seen

DATABASES = ("database_url", "sqlalchemy_database_uri", "sqlalchemy_database_url", "db_url", "database_uri",
              "postgres_url", "postgres_dsn", "database_dsn", "sqlalchemy_url", "db_dsn", "pg_dsn")  # fmt: skip


def release(seen: Seen) -> str:
    """The text of release.py for Alembic, for Django, or with nothing but a place for commands of one's own."""
    name = seen.dotted("release")
    if seen.manage:
        return fill("release_django.py.txt", name=name, settings=seen.django)
    if not seen.databases:
        return fill("release.py.txt", name=name)
    rows = [f'"{one.name}": ("{one.file}", "{one.section}"),' for one in seen.databases]
    fields = urls(seen)
    imports = uses = url = ""
    if fields:
        module, _, cls = seen.schema.partition(":")
        imports = f"from {module} import {seen.getter or cls}"
        held = f"{seen.getter or cls}()"
        entry = fields[0]
        value = f"{held}.{entry.field or entry.name.lower()}"
        secret = "SecretStr" in entry.type
        uses = f"url = {value}.get_secret_value()" if secret else f"url = str({value})"
        url = 'config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))'
    return fill(
        "release_alembic.py.txt", name=name, databases="\n".join(rows), imports=imports, uses=uses, url=url,
    )  # fmt: skip


def urls(seen: Seen) -> list[Entry]:
    """The settings that hold the URL of the database, if release.py has to hand it to Alembic."""
    if not any(one.url for one in seen.databases):
        return []
    return [
        entry for word in DATABASES for entry in seen.entries
        if word in (entry.field.lower(), entry.name.lower()) and "." not in entry.field
    ]  # fmt: skip


def scripts(seen: Seen) -> list[File]:
    """bin/server, and bin/migrate where there is a database, each for POSIX shells and for Windows."""
    server = web(seen)
    path = f'PYTHONPATH="$PWD/{seen.app_dir}${{PYTHONPATH:+:$PYTHONPATH}}"\nexport PYTHONPATH' if seen.app_dir else ""
    windows = f'set "PYTHONPATH=%CD%\\{seen.app_dir.replace("/", chr(92))};%PYTHONPATH%"' if seen.app_dir else ""
    called = f"{seen.dotted('release')}:migrate"
    port = 'HOST="${HOST:-0.0.0.0}"\nPORT="${PORT:-8000}"' if server.port else ""
    ports = 'if not defined HOST set "HOST=0.0.0.0"\nif not defined PORT set "PORT=8000"' if server.port else ""
    found = [
        File("bin/server", fill("server.sh.txt", path=path, port=port, command=shell(server)),
             "verifies the environment, then becomes the server", executable=True),
        File("bin/server.bat", _windows("server.bat.txt", path=windows, port=ports, command=shell(server, NO_WINDOWS)),
             "the same on Windows"),
    ]  # fmt: skip
    if seen.migrates:
        found += [
            File("bin/migrate", fill("migrate.sh.txt", path=path, called=called),
                 "verifies the environment, then migrates the database", executable=True),
            File("bin/migrate.bat", _windows("migrate.bat.txt", path=windows, called=called), "the same on Windows"),
        ]  # fmt: skip
    return found


def _windows(template: str, **values: str) -> str:
    return fill(template, **values).replace("\n", "\r\n")
