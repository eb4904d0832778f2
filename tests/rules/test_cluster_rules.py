"""The rules about clusters, ports and peers: what they say, and where they are silent."""

from pathlib import Path

import pytest

from relcheck import api
from relcheck.config import Selection

SETTINGS = """\
import secrets
from typing import Annotated

from pydantic import Field
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from relcheck.types import DistinctPerReplica, DnsName, HostPort, NodeName
from relcheck.types import RequiredIn, RunTimeOnly, SharedAcrossReplicas


class Settings(BaseSettings):
"""


def codes(root: Path, fields: str, **files: str) -> list[str]:
    """What the rules say about a service with these fields; `__` is a slash, `_dot_` a dot in the names."""
    (root / "pyproject.toml").write_text('[project]\nname = "shop"\ndependencies = ["sqlalchemy"]\n')
    (root / "app").mkdir()
    body = "".join(f"    {line}\n" for line in fields.splitlines())
    (root / "app" / "config.py").write_text(SETTINGS + body)
    for name, text in files.items():
        path = root / name.replace("__", "/").replace("_dot_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    selection = Selection(select=("REL456", "REL442", "REL443", "REL459", "REL46", "REL47"))
    report = api.lint([str(root)], selection=selection, options=api.Options(cache=False))
    return [found.code for found in report.diagnostics]


def service(more: str, rest: str = "") -> str:
    return f"services:\n  web:\n    build: .\n{more}{rest}"


def gives(**values: str) -> str:
    return "    environment:\n" + "".join(f"      {name}: {value!r}\n" for name, value in values.items())


COMPOSE = "compose_dot_yaml"


def test_a_run_time_value_is_in_no_image(tmp_path: Path) -> None:
    image = "FROM python\nARG NODE\nENV NODE=$NODE OTHER=1\n"
    assert codes(tmp_path, "node: Annotated[str, RunTimeOnly()]", Dockerfile=image) == ["REL459", "REL459"]


def test_a_marker_may_be_written_without_parentheses(tmp_path: Path) -> None:
    manifest = "spec: {envs: [{key: NODE, value: x}], services: [{name: web, source_dir: .}]}\n"
    assert codes(tmp_path, "node: Annotated[str, RunTimeOnly]", _dot_do__app_dot_yaml=manifest) == ["REL459"]


DRAWN = "secret_key: str = Field(default_factory=lambda: secrets.token_urlsafe(32))"


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ("    command: gunicorn -w 4 app:app\n", ["REL460"]),
        ("    deploy: {replicas: 3}\n", ["REL460"]),
        ("    environment: {WEB_CONCURRENCY: '4'}\n", ["REL460"]),
        ("    environment: {WEB_CONCURRENCY: '1'}\n", []),
        ("  worker: {build: .}\n", ["REL460", "REL460"]),
        ("    command: gunicorn -w 1 app:app\n", []),
        ("    command: celery worker -w 4\n", []),
        ("    command: gunicorn -w 4 app:app\n    env_file: .env\n", []),
        ("    command: gunicorn -w 4 app:app\n    environment: [SECRET_KEY]\n", []),
    ],
)
def test_a_drawn_secret_is_wrong_where_several_read_it(tmp_path: Path, more: str, found: list[str]) -> None:
    assert codes(tmp_path, DRAWN, **{COMPOSE: service(more)}) == found


def test_the_image_says_how_many_workers_there_are(tmp_path: Path) -> None:
    image = 'FROM python\nCMD ["uvicorn", "app:app", "--host", "0.0.0.0", "--workers=2"]\n'
    assert codes(tmp_path, DRAWN, Dockerfile=image, **{COMPOSE: service("")}) == ["REL460"]


def test_services_that_share_a_key_may_have_it_from_one_place(tmp_path: Path) -> None:
    text = "x-env: &env {KEY: abc}\nservices:\n  web: {build: ., environment: *env}\n"
    text += "  mail: {build: ., environment: *env}\n"
    assert codes(tmp_path, "key: Annotated[str, SharedAcrossReplicas()]", **{COMPOSE: text}) == []


def test_services_with_keys_of_their_own_are_told(tmp_path: Path) -> None:
    text = "services:\n  web: {build: ., environment: {KEY: abc}}\n  mail: {build: ., environment: {KEY: def}}\n"
    assert codes(tmp_path, "key: Annotated[str, SharedAcrossReplicas()]", **{COMPOSE: text}) == ["REL461"]


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ("    deploy: {replicas: 2}\n" + gives(NODE="shop@10.0.0.7"), ["REL462"]),
        ("    deploy: {replicas: 2}\n" + gives(NODE="shop-{{.Task.Slot}}@web"), []),
        (gives(NODE="shop@10.0.0.7"), []),
        ("    deploy: {replicas: 2}\n" + gives(NODE="shop"), ["REL442", "REL462"]),
    ],
)
def test_replicas_have_names_of_their_own(tmp_path: Path, more: str, found: list[str]) -> None:
    assert codes(tmp_path, "node: NodeName", **{COMPOSE: service(more)}) == found


@pytest.mark.parametrize(
    ("user", "pod", "found"),
    [
        ("USER shop\n", "", ["REL463"]),
        ("USER root\n", "", []),
        ("USER shop\nUSER 0\n", "", []),
        ("", "securityContext: {runAsNonRoot: true}, ", ["REL463"]),
        ("USER shop\n", "securityContext: {runAsUser: 0}, ", []),
        ("USER shop\n", "securityContext: {sysctls: [{name: net.ipv4.ip_unprivileged_port_start, value: '0'}]}, ", []),
    ],
)
def test_a_low_port_is_for_root(tmp_path: Path, user: str, pod: str, found: list[str]) -> None:
    container = "{name: web, image: shop, ports: [{containerPort: 80}]}"
    text = f"apiVersion: v1\nkind: Pod\nmetadata: {{name: shop}}\nspec: {{{pod}containers: [{container}]}}\n"
    assert codes(tmp_path, "port: int = 80", Dockerfile=f"FROM python\n{user}", pod_dot_yaml=text) == found


def test_docker_lets_everybody_listen_on_low_ports(tmp_path: Path) -> None:
    image = "FROM python\nUSER shop\n"
    root = tmp_path
    assert codes(root, "port: int = 80", Dockerfile=image, **{COMPOSE: service("    ports: ['80:80']\n")}) == ["REL463"]
    report = api.lint([str(root)], selection=Selection(select=("REL463",)), options=api.Options(cache=False))
    assert [(one.severity, one.confidence) for one in report.diagnostics] == [("info", "low")]


@pytest.mark.parametrize(
    ("other", "found"),
    [
        ("  b: {image: x, ports: ['8000:80']}\n", ["REL464"]),
        ("  b: {image: x, ports: ['8000:80'], profiles: [dev]}\n", []),
        ("  b: {image: x, ports: ['127.0.0.2:8000:80']}\n", []),
        ("  b: {image: x, ports: [{target: 80, published: 8000}]}\n", ["REL464"]),
    ],
)
def test_two_services_cannot_have_one_port_of_the_host(tmp_path: Path, other: str, found: list[str]) -> None:
    text = "services:\n  a: {image: x, ports: ['8000:80']}\n" + other
    assert codes(tmp_path, "name: str = ''", **{COMPOSE: text}) == found


def test_two_listeners_of_one_process_cannot_share_a_port(tmp_path: Path) -> None:
    text = service(gives(METRICS_PORT="8000", REDIS_PORT="8000"))
    assert codes(tmp_path, "port: int = 8000\nmetrics_port: int = 9000\nredis_port: int = 6379", **{COMPOSE: text}) == [
        "REL464"
    ]


@pytest.mark.parametrize(
    ("manifest", "found"),
    [
        (service(gives(REDIS_HOST="localhost"), "  redis: {image: redis}\n"), ["REL466"]),
        (service(gives(REDIS_HOST="127.0.0.1"), "  redis: {image: redis}\n"), ["REL466"]),
        (service("    environment: ['REDIS_HOST=${REDIS:-localhost}']\n", "  redis: {image: redis}\n"), ["REL466"]),
        (service("", "  redis: {image: redis}\n"), ["REL466"]),
        (service(gives(REDIS_HOST="redis"), "  redis: {image: redis}\n"), []),
        (service("    network_mode: host\n" + gives(REDIS_HOST="localhost"), "  redis: {image: redis}\n"), []),
        (service(gives(REDIS_HOST="localhost")), []),
        (service(gives(REDIS_HOST="redis", ALLOWED_HOSTS="localhost"), "  redis: {image: redis}\n"), []),
    ],
)
def test_a_peer_is_not_in_the_same_container(tmp_path: Path, manifest: str, found: list[str]) -> None:
    assert codes(tmp_path, "redis_host: str = 'localhost'\nallowed_hosts: str = ''", **{COMPOSE: manifest}) == found


def test_containers_of_one_pod_share_their_localhost(tmp_path: Path) -> None:
    text = """\
apiVersion: v1
kind: Pod
metadata: {name: shop}
spec:
  containers:
    - {name: web, image: shop, env: [{name: REDIS_URL, value: "redis://localhost"}]}
    - {name: redis, image: redis}
"""
    assert codes(tmp_path, "redis_url: str", pod_dot_yaml=text) == []


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"S3_ACCESS_KEY_ID": "a"}, ["REL467"]),
        ({"S3_SECRET_ACCESS_KEY": "${S3}"}, ["REL467"]),
        ({"S3_ACCESS_KEY_ID": "a", "S3_SECRET_ACCESS_KEY": "${S3}"}, []),
        ({"S3_ACCESS_KEY_ID": ""}, []),
    ],
)
def test_a_pair_is_given_whole(tmp_path: Path, values: dict[str, str], found: list[str]) -> None:
    fields = "s3_access_key_id: str | None = None\ns3_secret_access_key: str | None = None"
    assert codes(tmp_path, fields, **{COMPOSE: service(gives(**values))}) == found


@pytest.mark.parametrize(
    ("fly", "found"),
    [
        ("[processes]\nweb = 'uvicorn app:app --host 0.0.0.0'\n", ["REL468"]),
        ("[processes]\nweb = 'uvicorn app:app --host ::'\n", []),
        ("[processes]\nweb = 'uvicorn app:app --host 0.0.0.0 --port 80'\n[http_service]\ninternal_port = 80\n", []),
        ("[env]\nDB_IPV6 = 'false'\nDB_HOST = 'db.internal'\n[http_service]\ninternal_port = 80\n", ["REL468"]),
        ("[env]\nDB_IPV6 = 'true'\nDB_HOST = 'db.internal'\n[http_service]\ninternal_port = 80\n", []),
    ],
)
def test_the_private_network_of_fly_has_ipv6_alone(tmp_path: Path, fly: str, found: list[str]) -> None:
    fields = "db_ipv6: bool = False\ndb_host: str = ''"
    assert codes(tmp_path, fields, fly_dot_toml=f"app = 'shop'\n{fly}") == found


@pytest.mark.parametrize(
    ("command", "found"),
    [
        ("uvicorn app:app", ["REL469"]),
        ("uvicorn app:app --host 127.0.0.1 --port 80", ["REL469"]),
        ("gunicorn --bind localhost:80 app:app", ["REL469"]),
        ("gunicorn -k uvicorn.workers.UvicornWorker app:app", []),
        ("uvicorn app:app --host 0.0.0.0", []),
        ("uvicorn app:app --uds /run/app.sock", []),
        ("uvicorn app:app --host 0.0.0.0 --port 81", ["REL456"]),
    ],
)
def test_a_server_listens_to_the_outside(tmp_path: Path, command: str, found: list[str]) -> None:
    text = service(f"    command: {command}\n    ports: ['80:80']\n")
    assert codes(tmp_path, "name: str = ''", **{COMPOSE: text}) == found


def test_the_command_of_an_image_is_shown_in_its_dockerfile(tmp_path: Path) -> None:
    image = 'FROM python\nEXPOSE 8000\nCMD ["uvicorn", "app:app", "--host", "0.0.0.0", "--port", "9000"]\n'
    assert codes(tmp_path, "name: str = ''", Dockerfile=image, **{COMPOSE: service("")}) == ["REL456"]


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("shop-nodes.default.svc.cluster.local", []),
        ("shop-nodes", []),
        ("shop.default.svc.cluster.local", ["REL470"]),
        ("gone.default.svc.cluster.local", ["REL470"]),
        ("nodes.example.com", []),
        ("not a name", ["REL470"]),
    ],
)
def test_a_cluster_is_found_by_a_headless_service(tmp_path: Path, value: str, found: list[str]) -> None:
    text = f"""\
apiVersion: v1
kind: Service
metadata: {{name: shop}}
---
apiVersion: v1
kind: Service
metadata: {{name: shop-nodes}}
spec: {{clusterIP: None}}
---
apiVersion: v1
kind: Pod
metadata: {{name: shop}}
spec:
  containers:
    - {{name: web, image: shop, env: [{{name: DNS_CLUSTER_QUERY, value: "{value}"}}]}}
"""
    assert codes(tmp_path, "dns_cluster_query: str", pod_dot_yaml=text) == found


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        (COMPOSE, "changethis", ["REL471"]),
        (COMPOSE, "k" * 64, ["REL471"]),
        (COMPOSE, "${SECRET_KEY:-dev}", ["REL471"]),
        (COMPOSE, "${SECRET_KEY}", []),
        (COMPOSE, "8ZyQ1tVw5mB3xKj7Rc0pLs9dFh2nGu4eAq6iTo-Yk_v", ["REL443"]),
        ("compose_dot_dev_dot_yaml", "changethis", []),
    ],
)
def test_a_key_that_signs_is_long_and_random(tmp_path: Path, name: str, value: str, found: list[str]) -> None:
    assert codes(tmp_path, "secret_key: str", **{name: service(gives(SECRET_KEY=value))}) == found


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("postgresql://db/shop", []),
        ("postgresql+asyncpg://user:${PASSWORD}@db/shop", []),
        ("postgres://db/shop", ["REL472"]),
        ("postgresql://user:p@ss@db/shop", ["REL472"]),
        ("postgresql://user:p#ss@db/shop", ["REL472"]),
        ("db:5432/shop", ["REL472"]),
    ],
)
def test_the_address_of_a_database_has_a_form(tmp_path: Path, value: str, found: list[str]) -> None:
    assert [
        c
        for c in codes(tmp_path, "database_url: str", **{COMPOSE: service(gives(DATABASE_URL=value))})
        if c != "REL443"
    ] == found


@pytest.mark.parametrize(
    ("name", "more", "found"),
    [
        ("compose_dot_prod_dot_yaml", "", ["REL473"]),
        ("compose_dot_staging_dot_yaml", "", []),
        (COMPOSE, "", []),
        (COMPOSE, gives(APP_ENV="production"), ["REL473"]),
        (COMPOSE, gives(APP_ENV="production", MAIL_HOST="mail"), []),
    ],
)
def test_a_marker_asks_for_a_variable_in_one_environment(
    tmp_path: Path, name: str, more: str, found: list[str]
) -> None:
    fields = 'mail_host: Annotated[str, RequiredIn("production")] = "localhost"\napp_env: str = ""'
    assert codes(tmp_path, fields, **{name: service(more)}) == found


@pytest.mark.parametrize(
    ("kind", "value", "found"),
    [
        ("HostPort", "db:5432", []),
        ("HostPort", "db", ["REL442"]),
        ("DnsName", "shop.internal", []),
        ("DnsName", "shop internal", ["REL442"]),
        ("DnsName | None", "-", ["REL442"]),
    ],
)
def test_a_literal_has_the_form_of_its_type(tmp_path: Path, kind: str, value: str, found: list[str]) -> None:
    assert codes(tmp_path, f"target: {kind}", **{COMPOSE: service(gives(TARGET=value))}) == found


@pytest.mark.parametrize(
    ("field", "value", "found"),
    [
        ("origins: list[str]", "http://a,http://b", ["REL442"]),
        ("origins: list[str] | None = None", "http://a", ["REL442"]),
        ("origins: List[str]", '["http://a"]', []),
        ("origins: dict[str, str]", "a=b", ["REL442"]),
        ("origins: str | list[str]", "http://a,http://b", []),
        ("origins: list[str] | str", "http://a,http://b", []),
        ("origins: Annotated[list[str], NoDecode]", "http://a,http://b", []),
        ("model_config = SettingsConfigDict(enable_decoding=False)\norigins: list[str]", "http://a,http://b", []),
    ],
)
def test_a_list_is_written_as_json(tmp_path: Path, field: str, value: str, found: list[str]) -> None:
    assert codes(tmp_path, field, **{COMPOSE: service(gives(ORIGINS=value))}) == found


def test_the_comment_behind_a_value_is_none_of_it(tmp_path: Path) -> None:
    text = service("    env_file: web.env\n")
    files = {COMPOSE: text, "web_dot_env": "PORT=8000 # of the server\nDEBUG='true' # loud\nWORKERS=many # bad\n"}
    assert codes(tmp_path, "port: int\ndebug: bool\nworkers: int", **files) == ["REL442"]


LONG = "q8ZyQ1tVw5mB3xKj7Rc0pLs9dFh2nGu4eAq6iTo"


@pytest.mark.parametrize(
    ("job", "run", "found"),
    [
        ("test", "make it", []),
        ("integration-tests", "make it", []),
        ("backend", "pytest -q", []),
        ("deploy", "make it", ["REL443"]),
    ],
)
def test_the_keys_of_a_job_that_tests_are_no_secrets(tmp_path: Path, job: str, run: str, found: list[str]) -> None:
    text = f"jobs:\n  {job}:\n    env: {{SECRET_KEY: {LONG}}}\n    steps: [{{run: {run}}}]\n"
    assert codes(tmp_path, "name: str = ''", _dot_github__workflows__main_dot_yml=text) == found


def test_the_token_of_an_issuer_is_one_in_every_job(tmp_path: Path) -> None:
    token = "ghp_" + "q8ZyQ1tVw5mB3xKj7Rc0pLs9dFh2nGu4eAq6"
    text = f"jobs:\n  test:\n    env: {{GH_TOKEN: {token}}}\n    steps: [{{run: pytest}}]\n"
    assert codes(tmp_path, "name: str = ''", _dot_github__workflows__main_dot_yml=text) == ["REL443"]


RENDER = """\
services:
  - type: web
    name: shop
    runtime: python
    envVars:
      - {key: DSN, fromDatabase: {name: %s, property: connectionString}}
      - fromGroup: %s
databases: [{name: db}]
envVarGroups: [{name: shared, envVars: [{key: A, value: b}]}]
"""


@pytest.mark.parametrize(
    ("database", "group", "found"),
    [("db", "shared", []), ("gone", "shared", ["REL474"]), ("db", "gone", ["REL474"])],
)
def test_what_a_blueprint_takes_is_there(tmp_path: Path, database: str, group: str, found: list[str]) -> None:
    assert codes(tmp_path, "name: str = ''", render_dot_yaml=RENDER % (database, group)) == found


@pytest.mark.parametrize(
    ("name", "found"),
    [("shop-settings", []), ("shop-setings", ["REL474"]), ("shop-settings-2", []), ("elsewhere", [])],
)
def test_a_config_map_of_nearly_that_name_is_told(tmp_path: Path, name: str, found: list[str]) -> None:
    text = f"""\
apiVersion: v1
kind: ConfigMap
metadata: {{name: shop-settings}}
data: {{A: b}}
---
apiVersion: v1
kind: Pod
metadata: {{name: shop}}
spec: {{containers: [{{name: web, image: shop, envFrom: [{{configMapRef: {{name: {name}}}}}]}}]}}
"""
    assert codes(tmp_path, "name: str = ''", pod_dot_yaml=text) == found


def test_a_made_up_token_in_a_test_job_is_no_secret(tmp_path: Path) -> None:
    text = "jobs:\n  test:\n    env: {OPENAI_API_KEY: sk-ci-not-a-real-key-0123456789}\n    steps: [{run: pytest}]\n"
    assert codes(tmp_path, "name: str = ''", _dot_github__workflows__main_dot_yml=text) == []


def test_a_compose_file_beside_one_for_production_is_for_a_desk(tmp_path: Path) -> None:
    files = {COMPOSE: service(gives(SECRET_KEY="changethis")), "compose_dot_prod_dot_yaml": service("")}
    assert codes(tmp_path, "secret_key: str", **files) == []


def test_a_name_into_which_the_program_puts_its_host_is_no_constant(tmp_path: Path) -> None:
    fields = "worker: Annotated[str, DistinctPerReplica()] = 'billing@%h'"
    assert codes(tmp_path, fields, **{COMPOSE: service("    deploy: {replicas: 2}\n")}) == []


def test_the_cookie_of_a_cluster_is_a_secret(tmp_path: Path) -> None:
    text = f"services: {{mq: {{image: rabbitmq, environment: {{RABBITMQ_ERLANG_COOKIE: {LONG}}}}}}}\n"
    assert codes(tmp_path, "name: str = ''", **{COMPOSE: text}) == ["REL443"]
