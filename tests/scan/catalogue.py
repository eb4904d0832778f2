"""The ways in which secrets get baked in, each as a Dockerfile, with what a scan must say about its image."""

from real import SECRET, Row


def row(name: str, dockerfile: str, *expected: str, **options: object) -> Row:
    lines = "\n".join(line.strip() for line in dockerfile.strip().splitlines()) + "\n"
    pairs = frozenset((code, word) for code, _, word in (item.partition(" ") for item in expected))
    return Row(name, lines, pairs, **options)  # type: ignore[arg-type]


LOGIN = "https://ci:fV2pLw93xQ@pypi.example.org/simple"
KEY = "-----BEGIN PRIVATE KEY-----\n" + "\n".join([c * 64 for c in "QxVb"]) + "\n-----END PRIVATE KEY-----\n"

PREDICTED = {
    "env-literal": "REL201",
    "env-from-argument": "REL201",
    "env-unknown-value": "REL201",
    "env-dummy": "REL202",
    "env-empty": "REL203",
    "argument-used-in-run": "REL204",
    "argument-of-unknown-value": "REL204",
    "argument-default-with-login": "REL204",
    "login-in-run": "REL206",
    "requirements-with-login": "REL206",
    "mounted-secret-written": "REL207",
    "mounted-secret-in-netrc": "REL207",
    "secret-written-by-shell": "REL208",
    "copy-everything": "REL211",
    "copy-renamed-env": "REL210",
    "file-of-builder-taken-along": "REL207",
    "builder-is-the-base": "REL201",
    "value-cached-in-base64": "REL207",
    "label": "REL212",
    "health-check": "REL212",
    "command": "REL212",
    "default-in-settings": "REL502",
}
"""What lint says of the context. Not in it: a variable whose name is no secret's, which only the contract knows."""

ROWS = (
    row("env-literal", f"FROM base\nENV API_TOKEN={SECRET}", "REL240 ENV API_TOKEN"),
    row(
        "env-from-argument",
        "FROM base\nARG API_TOKEN\nENV API_TOKEN=$API_TOKEN",
        "REL240 ENV API_TOKEN",
        arguments={"API_TOKEN": SECRET},
    ),
    row("env-unknown-value", "FROM base\nENV PAYMENT_TOKEN=hG3kd8Wq0zLp", "REL243 PAYMENT_TOKEN"),
    row("env-dummy", "FROM base\nENV SECRET_KEY=dummy-for-build", "REL243 placeholder"),
    row("env-empty", 'FROM base\nENV API_TOKEN=""', "REL245 API_TOKEN", contract=True),
    row(
        "argument-used-in-run",
        "FROM base\nARG API_TOKEN\nRUN mkdir /app",
        "REL240 RUN mkdir",
        arguments={"API_TOKEN": SECRET},
    ),
    row(
        "argument-of-unknown-value",
        "FROM base\nARG NPM_TOKEN\nRUN mkdir /app",
        "REL243 NPM_TOKEN",
        arguments={"NPM_TOKEN": "hG3kd8Wq0zLp"},
    ),
    row("argument-default-with-login", f"FROM base\nARG PIP_INDEX_URL={LOGIN}\nRUN mkdir /app", "REL243 login"),
    row(
        "login-in-run",
        f"FROM base\nRUN mkdir -p /site/shop.dist-info && printf '%s' '{{\"url\": \"{LOGIN}\"}}'"
        " > /site/shop.dist-info/direct_url.json",
        "REL243 login",
        "REL241 direct_url.json",
    ),
    row(
        "requirements-with-login",
        "FROM base\nCOPY requirements.txt /app/",
        "REL241 requirements.txt",
        files={"requirements.txt": f"--index-url {LOGIN}\nflask\n"},
    ),
    row(
        "mounted-secret-written",
        """
        FROM base
        RUN --mount=type=secret,id=token cat /run/secrets/token > /token
        RUN rm /token
        """,
        "REL240 /token",
        secret=True,
    ),
    row(
        "mounted-secret-in-netrc",
        """
        FROM base
        RUN --mount=type=secret,id=token printf 'machine x login y password %s' $(cat /run/secrets/token) > /tmp/.netrc
        """,
        "REL240 .netrc",
        "REL241 .netrc",
        secret=True,
    ),
    row(
        "secret-written-by-shell",
        "FROM base\nARG API_TOKEN\nRUN printf 'API_TOKEN=%s' $API_TOKEN > /.env",
        "REL240 /.env",
        "REL241 /.env",
        "REL240 RUN printf",
        arguments={"API_TOKEN": SECRET},
    ),
    row(
        "copy-everything",
        "FROM base\nCOPY . /app/",
        "REL241 app/.env",
        "REL241 app/.git/config",
        "REL242 app/deploy.pem",
        files={
            ".env": "PAYMENT_TOKEN=hG3kd8Wq0zLp\n",
            ".git/config": f"[remote]\nurl = {LOGIN}\n",
            "deploy.pem": KEY,
        },
    ),
    row(
        "copy-renamed-env",
        "FROM base\nCOPY prod.env /app/.env",
        "REL240 app/.env",
        "REL241 app/.env",
        files={"prod.env": f"API_TOKEN={SECRET}\n"},
    ),
    row(
        "file-of-builder-taken-along",
        """
        FROM base AS builder
        RUN --mount=type=secret,id=token mkdir /app && cp /run/secrets/token /app/cache
        FROM base
        COPY --from=builder /app /app
        """,
        "REL240 app/cache",
        secret=True,
    ),
    row(
        "builder-is-the-base",
        f"FROM base AS builder\nENV API_TOKEN={SECRET}\nFROM builder\nRUN mkdir /app",
        "REL240 ENV API_TOKEN",
    ),
    row(
        "generated-module",
        "FROM base\nARG QUEUE_HOST\nRUN printf \"QUEUE_HOST = '%s'\" $QUEUE_HOST > /_build_config.py",
        "REL245 _build_config.py",
        arguments={"QUEUE_HOST": "queue.internal"},
        contract=True,
    ),
    row(
        "value-cached-in-base64",
        "FROM base\nRUN --mount=type=secret,id=token base64 /run/secrets/token > /cache",
        "REL240 in base64",
        secret=True,
    ),
    row(
        "default-in-settings",
        "FROM base\nCOPY config.py /app/",
        "REL240 app/config.py",
        files={"config.py": f'import os\nTOKEN = os.environ.get("API_TOKEN", "{SECRET}")\n'},
    ),
    row("label", f"FROM base\nLABEL maintainer=me deploy-token={SECRET}", "REL240 deploy-token"),
    row(
        "health-check",
        "FROM base\nHEALTHCHECK CMD wget --header 'Authorization: Bearer hG3kd8Wq0zLp' http://localhost",
        "REL243 HEALTHCHECK",
    ),
    row("command", 'FROM base\nCMD ["app", "--api-token", "hG3kd8Wq0zLp"]', "REL243 command"),
)
CLEAN = (
    row(
        "mounted-and-used",
        'FROM base\nRUN --mount=type=secret,id=token grep -q . /run/secrets/token && mkdir /app\nCMD ["app"]',
        secret=True,
    ),
    row("dummy-inline", "FROM base\nRUN SECRET_KEY=build-only mkdir /static"),
    row("not-secrets", "FROM base\nENV TOKEN_TTL=3600 AUTH_URL=https://example.org API_TOKEN_FILE=/run/secrets/t"),
    row(
        "builder-not-shipped", f"FROM base AS builder\nENV API_TOKEN={SECRET}\nFROM base\nCOPY --from=builder /bin /bin"
    ),
)
