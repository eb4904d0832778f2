"""The ways in which secrets get built in, as their sources show them, and what looks like one and is none."""

from pathlib import Path

import pytest

from relcheck import api
from relcheck.config import Config, Selection
from relcheck.diagnostic import Diagnostic

LOGIN = "https://ci:fV2pLw93xQ@pypi.example.org/simple"


def lint(root: Path, files: dict[str, str]) -> tuple[Diagnostic, ...]:
    root = root.resolve()
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    options = api.Options(cache=False, jobs=1)
    return api.lint(
        [str(root)], Config(root=str(root)), selection=Selection(select=("REL2",)), options=options
    ).diagnostics


def dockerfile(root: Path, text: str) -> set[tuple[str, str]]:
    return {(found.code, found.severity) for found in lint(root, {"Dockerfile": text})}


WAYS = [
    ("FROM a\nENV A_TOKEN=hG3kd8Wq0zLp\n", ("REL201", "error")),
    ("FROM a\nENV ANYTHING=ghp_0123456789abcdefghijABCDEFGHIJ\n", ("REL201", "error")),
    ("FROM a\nENV DATABASE_URL=postgres://shop:fV2pLw93xQ@db/shop\n", ("REL201", "error")),
    ("FROM a\nARG DATABASE_URL\nENV DATABASE_URL=$DATABASE_URL\n", ("REL201", "error")),
    ('FROM a\nARG SECRET_KEY=""\nENV SECRET_KEY=$SECRET_KEY\n', ("REL201", "error")),
    ("FROM a AS b\nENV A_TOKEN=hG3kd8Wq0zLp\nFROM a\nCOPY --from=b /x /x\n", ("REL201", "warning")),
    ("FROM a AS b\nENV A_TOKEN=hG3kd8Wq0zLp\nFROM b\n", ("REL201", "error")),
    ("FROM a AS b\nENV A_TOKEN=hG3kd8Wq0zLp\nFROM a\n", ("REL201", "info")),
    ("FROM a\nONBUILD ENV A_TOKEN=hG3kd8Wq0zLp\n", ("REL201", "error")),
    ("FROM a\nENV SECRET_KEY=dummy-for-build\n", ("REL202", "warning")),
    ("FROM a\nENV DATABASE_URL=postgres://postgres:postgres@db/x\n", ("REL202", "warning")),
    ("FROM a\nENV A_TOKEN=\n", ("REL203", "info")),
    ("FROM a\nENV A_TOKEN=$NOWHERE\n", ("REL203", "info")),
    ("FROM a\nARG A_TOKEN\nRUN fetch $A_TOKEN\n", ("REL204", "error")),
    ("ARG A_TOKEN\nFROM a\nARG A_TOKEN\nRUN fetch $A_TOKEN\n", ("REL204", "error")),
    (f"FROM a\nARG PIP_INDEX_URL={LOGIN}\nRUN pip install x\n", ("REL204", "error")),
    (f"FROM a\nRUN pip install -i {LOGIN} x\n", ("REL206", "error")),
    ("FROM a\nARG U\nARG P\nRUN pip install -i https://$U:$P@h/ x\n", ("REL206", "error")),
    (f"FROM a\nADD {LOGIN} /x\n", ("REL206", "error")),
    ("FROM a\nRUN --mount=type=secret,id=t cat /run/secrets/t > /t\nRUN rm /t\n", ("REL207", "error")),
    ("FROM a\nRUN --mount=type=secret,id=t,env=T pip config set k $T\n", ("REL207", "error")),
    ("FROM a\nRUN --mount=type=secret,id=t <<EOF\necho P=$(cat /run/secrets/t) > f\nEOF\n", ("REL207", "error")),
    ("FROM a\nARG A_TOKEN\nRUN <<EOF\necho P=$A_TOKEN > /f\nEOF\n", ("REL208", "error")),
    ('FROM a\nARG A_TOKEN\nCOPY <<EOF /app/.env\nP="$A_TOKEN"\nEOF\n', ("REL208", "error")),
    ("FROM a\nRUN --mount=type=secret,id=t,env=T fetch $T\n", ("REL209", "info")),
    ("FROM a\nCOPY .env /app/\n", ("REL210", "error")),
    ("FROM a\nCOPY .en[v] /app/\n", ("REL210", "error")),
    ("FROM a\nCOPY anything.txt /app/.env\n", ("REL210", "error")),
    ("FROM a AS b\nCOPY .env /app/\nFROM a\nCOPY --from=b /app /app\n", ("REL210", "error")),
    ("FROM a AS b\nCOPY .env /app/\nFROM a\nCOPY --from=b /venv /venv\n", ("REL210", "warning")),
    ('FROM a\nCMD ["app", "--token", "hG3kd8Wq0zLp"]\n', ("REL212", "error")),
    ('FROM a\nENTRYPOINT app --password="hG3kd8Wq0zLp"\n', ("REL212", "error")),
    ("FROM a\nHEALTHCHECK --interval=5s CMD curl -H 'Authorization: Bearer hG3kd8Wq0zLp' h\n", ("REL212", "error")),
    ("FROM a\nARG A_TOKEN\nLABEL t=$A_TOKEN\n", ("REL212", "error")),
    ("FROM a\nARG A_TOKEN\nRUN env\n", ("REL213", "warning")),
    ("FROM a\nARG A_TOKEN\nRUN set -eux; fetch $A_TOKEN\n", ("REL213", "warning")),
    ("FROM a\nARG A_TOKEN\nRUN echo $A_TOKEN\n", ("REL213", "warning")),
]


@pytest.mark.parametrize(("text", "expected"), WAYS)
def test_a_way_is_told_with_how_far_it_goes(text: str, expected: tuple[str, str], tmp_path: Path) -> None:
    assert expected in dockerfile(tmp_path, text)


HARMLESS = [
    "FROM a\nENV TOKEN_TTL=3600 AUTH_URL=https://h KMS_KEY_ALIAS=x TOKENIZERS_PARALLELISM=false\n",
    "FROM a\nENV POSTGRES_PASSWORD_FILE=/run/secrets/p PRIVATE_KEY_PATH=/k.pem\n",
    "FROM a\nENV PUBLIC_KEY=x STRIPE_KEY_ID=12 GPG_KEY=7169605F62C751356D054A26A821E680E5FA6305\n",
    "FROM a\nENV UWSGI_PASS=web MAX_TOKENS=5 REQUIRE_MFA_AUTH=true\n",
    "FROM a\nENV SECRET_KEY_LENGTH=50 API_KEY=/run/secrets/key\n",
    "FROM a\nENV DATABASE_URL=sqlite:///db REDIS_URL=redis://redis:6379/0\n",
    "FROM a\nARG VITE_API_KEY\nENV VITE_API_KEY=$VITE_API_KEY\nRUN build\n",
    "FROM a\nARG VERSION\nENV VERSION=$VERSION\n",
    "ARG A_TOKEN\nFROM a\nRUN x\n",
    "FROM a\nRUN SECRET_KEY=build-only python manage.py collectstatic\n",
    "FROM a\nRUN DATABASE_URL= app --password x --token=$(cat t)\n",
    "FROM a\nRUN --mount=type=secret,id=netrc,target=/root/.netrc,required=true pip install x\n",
    "FROM a\nRUN --mount=type=secret,id=t T=$(cat /run/secrets/t) pip install x\n",
    "FROM a\nRUN --mount=type=secret,id=t cat /run/secrets/t > /t && use /t && rm -f /t\n",
    "FROM a\nRUN --mount=type=secret,id=t,env=T test -n \"$T\" && fetch $T\n",
    "FROM a\nRUN pip install -i https://packages.example/simple git+ssh://git@github.com/a/b\n",
    "FROM a\nCOPY .env.example .env.test pyproject.toml /app/\n",
    "FROM a\nCOPY . /app\n",
    'FROM a\nCMD ["app", "--token-file", "/run/secrets/t", "--password=$PASSWORD"]\n',
    "FROM a\nHEALTHCHECK CMD curl -H \"Authorization: Bearer $TOKEN\" h\n",
    "FROM a\nRUN set -eux; apt-get update\n",
    "FROM a\nRUN env | grep X; env X=1 prog\n",
    "FROM a\nLABEL org.opencontainers.image.version=1 maintainer=me@h\n",
    "# check=skip=SecretsUsedInArgOrEnv\nFROM a\nENV A_TOKEN=hG3kd8Wq0zLp\n",
    "FROM a\n# relcheck: ignore[REL201] -- it is public\nENV A_TOKEN=hG3kd8Wq0zLp\n",
]  # fmt: skip


@pytest.mark.parametrize("text", HARMLESS)
def test_what_only_looks_like_a_secret_is_none(text: str, tmp_path: Path) -> None:
    assert dockerfile(tmp_path, text) == set()


COMPOSE = "services:\n  web:\n    build:\n      context: .\n      target: tools\n      args:\n        A_TOKEN: {}\n"


@pytest.mark.parametrize(
    ("value", "codes"), [("${A_TOKEN}", ["REL214"]), ('""', []), ("5", []), ("hG3kd8Wq0zLp", ["REL214"])]
)
def test_compose_hands_over_what_looks_like_a_secret(value: str, codes: list[str], tmp_path: Path) -> None:
    assert [found.code for found in lint(tmp_path, {"compose.yaml": COMPOSE.format(value)})] == codes


def test_a_target_of_compose_is_an_image_of_its_own(tmp_path: Path) -> None:
    text = "FROM a AS tools\nENV A_TOKEN=hG3kd8Wq0zLp\nFROM a\n"
    (found,) = lint(tmp_path, {"Dockerfile": text, "compose.yaml": COMPOSE.format('""')})
    assert found.message == "`A_TOKEN` stays in the config and the history of the image `tools`"


def test_the_context_is_the_one_that_compose_tells(tmp_path: Path) -> None:
    files = {
        "compose.yaml": "services:\n  web:\n    build:\n      context: app\n      dockerfile: ../ops/Dockerfile\n",
        "ops/Dockerfile": "FROM a\nCOPY . .\n",
        "app/.gitignore": ".env\n",
        "app/main.py": "",
    }
    assert [found.code for found in lint(tmp_path, files)] == ["REL211"]
    assert lint(tmp_path, {"app/.dockerignore": "**/.env*\n"}) == ()


def test_the_ignore_file_of_the_dockerfile_comes_before_that_of_the_context(tmp_path: Path) -> None:
    files = {"Dockerfile": "FROM a\nCOPY . .\n", ".gitignore": ".env\n", ".dockerignore": ".env\n.git\n"}
    assert lint(tmp_path, files) == ()
    assert [found.code for found in lint(tmp_path, {"Dockerfile.dockerignore": ".venv\n.git\n"})] == ["REL211"]


def test_an_env_file_without_a_secret_may_be_copied(tmp_path: Path) -> None:
    files = {"Dockerfile": "FROM a\nCOPY config/app.env /app/.env\n", "config/app.env": "PORT=80\nLOG_LEVEL=info\n"}
    assert lint(tmp_path, files) == ()
    assert [found.code for found in lint(tmp_path, {"config/app.env": "API_TOKEN=hG3kd8Wq0zLp\n"})] == ["REL210"]


def test_an_import_in_a_build_step_freezes_the_settings_it_starts_with(tmp_path: Path) -> None:
    files = {
        "Dockerfile": "FROM a\nCOPY . .\nRUN python -c 'from shop.main import app; app.write_openapi()'\n",
        "shop/config.py": "from pydantic_settings import BaseSettings\n"
        "class Settings(BaseSettings):\n    dsn: str\nsettings = Settings()\n",
        "shop/main.py": "from shop.config import settings\n",
    }
    (found,) = lint(tmp_path, files)
    assert found.message == "`python -c` runs in the build and reads `DSN` while it is imported"
    assert [related.span.path for related in found.related] == ["shop/config.py"]


def test_no_message_holds_a_value(tmp_path: Path) -> None:
    for number, (text, _) in enumerate(WAYS):
        for found in lint(tmp_path / str(number), {"Dockerfile": text}):
            told = str(found._replace(fix=None))
            assert not any(value in told for value in ("hG3kd8Wq0zLp", "fV2pLw93xQ", "ghp_0123"))
            assert found.fix is None or "hG3kd8Wq0zLp" not in str(found.fix)


HISTORY = "FROM a\nCOPY . /app\n"


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"Dockerfile": HISTORY}, True),
        ({"Dockerfile": HISTORY, ".dockerignore": "node_modules\n.github\n.gitignore\n"}, True),
        ({"Dockerfile": HISTORY, ".dockerignore": ".git\n!.git\n"}, True),
        ({"Dockerfile": HISTORY, ".dockerignore": ".git/\n"}, False),
        ({"Dockerfile": HISTORY, ".dockerignore": "**/.git\n"}, False),
        ({"Dockerfile": HISTORY, ".dockerignore": ".*\n"}, False),
        ({"Dockerfile": HISTORY, ".dockerignore": "*\n!shop\n"}, False),
        ({"Dockerfile": HISTORY, "Dockerfile.dockerignore": ".git\n"}, False),
        ({"Dockerfile": "FROM a\nCOPY --exclude=.git . /app\n"}, False),
        ({"Dockerfile": "FROM a\nCOPY shop pyproject.toml ./\n"}, False),
        ({"Dockerfile": "FROM a AS b\nCOPY . /app\nFROM a\nCOPY --from=b /app /app\n"}, False),
        ({"Dockerfile": "FROM a AS b\nCOPY . /app\nFROM b\nRUN x\n"}, True),
        ({"shop/Dockerfile": HISTORY, "shop/main.py": "x = 1\n"}, False),
        (
            {
                "shop/Dockerfile": HISTORY,
                "compose.yaml": "services: {a: {build: {context: ., dockerfile: shop/Dockerfile}}}",
            },
            True,
        ),
        (
            {
                "Dockerfile": HISTORY,
                "compose.yaml": "services: {a: {build: {context: shop, dockerfile: ../Dockerfile}}}",
            },
            False,
        ),
        ({"Dockerfile": HISTORY, ".gitignore": None}, False),
    ],
)
def test_history_is_told_where_it_is_sure_to_be_in_the_image(
    tmp_path: Path, files: dict[str, str | None], told: bool
) -> None:
    written = {path: text for path, text in {".gitignore": ".venv\n", **files}.items() if text is not None}
    assert ("REL218" in {found.code for found in lint(tmp_path, written)}) is told
