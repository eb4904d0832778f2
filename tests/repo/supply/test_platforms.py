"""What each platform's manifest gives, to whom and when; one small file a platform."""

from importlib import import_module
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relcheck.diagnostic import Span
from relcheck.facts.deployment import Linked, Misplaced, Provided, Supply, Workload
from relcheck.facts.python import Unreadable
from relcheck.repo.supply import manifest

MODULES = (
    "compose", "kubernetes", "fly", "render", "railway", "digitalocean", "northflank", "heroku", "ecs",
    "serverless", "systemd", "pipeline", "devcontainer", "cloudfoundry",
)  # fmt: skip


def read(module: str, text: str, path: str) -> tuple[Any, ...]:
    facts: tuple[Any, ...] = import_module(f"relcheck.repo.supply.{module}").read(text.encode(), path)
    return facts


def given_by(facts: tuple[Any, ...]) -> set[tuple[str, ...]]:
    return {(fact.workload, fact.name, fact.state, fact.phase) for fact in facts if isinstance(fact, Supply)}


def units(facts: tuple[Any, ...]) -> list[str]:
    return [fact.name for fact in facts if isinstance(fact, Workload)]


def test_compose_gives_at_run_time_and_at_build_time() -> None:
    facts = read(
        "compose",
        """
x-base: &base {LOG_LEVEL: info}
services:
  web:
    build: {context: app, args: {GIT_SHA: "${GIT_SHA}"}}
    env_file: [.env, {path: extra.env, required: false}]
    environment:
      <<: *base
      DATABASE_URL: ${DATABASE_URL:-}
      PORT: 8000
      SHELL_ONLY:
  db:
    image: postgres:17
    environment: [POSTGRES_DB=shop, POSTGRES_PASSWORD]
""",
        "deploy/compose.yaml",
    )
    assert given_by(facts) == {
        ("web", "LOG_LEVEL", "literal", "run"),
        ("web", "DATABASE_URL", "promised", "run"),
        ("web", "PORT", "literal", "run"),
        ("web", "SHELL_ONLY", "promised", "run"),
        ("web", "GIT_SHA", "promised", "build"),
        ("db", "POSTGRES_DB", "literal", "run"),
        ("db", "POSTGRES_PASSWORD", "promised", "run"),
    }
    web = next(fact for fact in facts if isinstance(fact, Workload))
    assert (web.context, web.dockerfile) == ("deploy/app", "deploy/app/Dockerfile")
    assert web.env_files == (("deploy/.env", True), ("deploy/extra.env", False))
    assert [fact.name for fact in facts if isinstance(fact, Supply) and fact.empties] == ["DATABASE_URL", "GIT_SHA"]


def test_kubernetes_follows_references_by_name() -> None:
    facts = read(
        "kubernetes",
        """
apiVersion: apps/v1
kind: Deployment
metadata: {name: shop}
spec:
  template:
    spec:
      initContainers:
        - name: migrate
          env: [{name: DSN, valueFrom: {secretKeyRef: {name: shop, key: DSN}}}]
      containers:
        - name: web
          env: [{name: PORT, value: 8000}]
          envFrom: [{prefix: SHOP_, configMapRef: {name: shop, optional: true}}]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: shop}
data: {LOG_LEVEL: info}
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: nightly}
spec: {jobTemplate: {spec: {template: {spec: {containers: [{name: run, env: [{name: A, value: "1"}]}]}}}}}
""",
        "k8s/shop.yaml",
    )
    assert units(facts) == ["shop/migrate", "shop/web", "nightly/run"]
    supplies = [fact for fact in facts if isinstance(fact, Supply)]
    assert [(fact.name, fact.refers, fact.quoted) for fact in supplies] == [
        ("DSN", "secret:shop/DSN", True),
        ("PORT", "", False),
        ("SHOP_*", "configmap:shop", True),
        ("A", "", True),
    ]
    assert [(fact.kind, fact.key) for fact in facts if isinstance(fact, Provided)] == [("configmap", "LOG_LEVEL")]


def test_a_helm_template_is_told_as_such() -> None:
    facts = read(
        "kubernetes", "kind: Deployment\nname: {{ .Release.Name }}\ncontainers: []\n", "chart/templates/web.yaml"
    )
    assert [type(fact) for fact in facts] == [Misplaced]


def test_cloud_run_is_a_knative_service_and_a_plain_service_starts_nothing() -> None:
    pod = "{{template: {{spec: {{containers: [{{name: c}}]}}}}}}"
    text = "apiVersion: {api}\nkind: Service\nmetadata: {{name: shop}}\nspec: " + pod
    facts = read("kubernetes", text.format(api="serving.knative.dev/v1"), "service.yaml")
    assert [(fact.name, fact.platform) for fact in facts] == [("shop/c", "cloud-run")]
    assert read("kubernetes", text.format(api="v1"), "service.yaml") == (
        Linked(Span("service.yaml", 3, 18, 3, 22), "shop"),
    )


def test_what_cloud_run_gives_itself_cannot_be_given() -> None:
    pod = "{template: {spec: {containers: [{name: c, env: [{name: PORT, value: '80'}, {name: A, value: b}]}]}}}"
    text = f"apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: {{name: shop}}\nspec: {pod}"
    facts = read("kubernetes", text, "service.yaml")
    assert [fact.reason for fact in facts if isinstance(fact, Misplaced)] == [
        "Cloud Run gives PORT itself, and refuses it here"
    ]


def test_a_secret_in_base64_looks_like_what_it_says() -> None:
    secret = (
        "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {A: cG9zdGdyZXM6Ly9hcHA6cTZWYjJtSngwVHpAZGIvYQ==}"
    )
    assert [fact.looks for fact in read("kubernetes", secret, "s.yaml")] == ["credentials"]


def test_kustomize_generators_provide_keys() -> None:
    text = """
configMapGenerator: [{name: shop, literals: [A=1], envs: [shop.env]}]
secretGenerator: [{name: s, literals: [B=2]}]
"""
    facts = read("kubernetes", text, "k8s/kustomization.yaml")
    assert [(fact.kind, fact.name, fact.key, fact.clear) for fact in facts if isinstance(fact, Provided)] == [
        ("configmap", "shop", "A", False),
        ("configmap", "shop", "", False),
        ("secret", "s", "B", True),
    ]


def test_fly_does_not_interpolate_and_keeps_secrets_elsewhere() -> None:
    text = 'app = "shop"\n[env]\nPORT = "8000"\nURL = "${HOST}"\n[build.args]\nSHA = "1"\n'
    text += "[http_service]\ninternal_port = 8000\n"
    facts = read("fly", text, "fly.toml")
    assert ("shop", "PORT", "literal", "run") in given_by(facts)
    assert ("shop", "SHA", "literal", "build") in given_by(facts)
    workload = next(fact for fact in facts if isinstance(fact, Workload))
    assert (workload.opaque, workload.ports) == (("fly secrets",), (8000,))
    assert [fact.span.line for fact in facts if isinstance(fact, Misplaced)] == [4]


def test_render_asks_generates_and_refers() -> None:
    facts = read(
        "render",
        """
services:
  - type: web
    name: shop
    envVars:
      - {key: A, value: x}
      - {key: B, generateValue: true}
      - {key: C, sync: false}
      - {key: D, fromDatabase: {name: db, property: connectionString}}
      - {fromGroup: shared}
envVarGroups:
  - {name: shared, envVars: [{key: E, value: y}]}
""",
        "render.yaml",
    )
    assert {(name, state) for _, name, state, _ in given_by(facts)} == {
        ("A", "literal"),
        ("B", "generated"),
        ("C", "promised"),
        ("D", "reference"),
        ("*", "reference"),
        ("E", "literal"),
    }


def test_digitalocean_scopes_and_encrypted_values() -> None:
    facts = read(
        "digitalocean",
        """
envs: [{key: ALL, value: x}]
services:
  - name: web
    envs:
      - {key: BUILD, value: y, scope: BUILD_TIME}
      - {key: RUN, value: z, scope: RUN_TIME}
      - {key: KEY, type: SECRET, value: "EV[1:abc]"}
      - {key: DB, value: "${db.DATABASE_URL}"}
""",
        ".do/app.yaml",
    )
    assert given_by(facts) == {
        ("web", "ALL", "literal", "both"),
        ("web", "BUILD", "literal", "build"),
        ("web", "RUN", "literal", "run"),
        ("web", "KEY", "promised", "both"),
        ("web", "DB", "reference", "both"),
    }


@pytest.mark.parametrize("section", ["[env]", "[variables]", "[build.env]", "[environments.production.variables]"])
def test_railway_ignores_variables_in_its_file(section: str) -> None:
    facts = read("railway", f'[deploy]\nstartCommand = "bin/server"\n{section}\nA = "1"\n', "railway.toml")
    assert [(fact.span.line) for fact in facts if isinstance(fact, Misplaced)] == [4]
    assert given_by(facts) == set()


def test_a_northflank_template_and_what_only_looks_like_one() -> None:
    good = """{"apiVersion": "v1.2", "spec": {"kind": "Workflow", "spec": {"steps": [
      {"kind": "CombinedService", "spec": {"name": "web", "runtimeEnvironment": {"A": "x", "B": "${args.B}"}}},
      {"kind": "SecretGroup", "spec": {"name": "g", "secrets": {"variables": {"C": "${fn.randomSecret(32)}"}},
       "addonDependencies": [{"keys": [{"keyName": "URI", "aliases": ["DATABASE_URL"]}]}]}}]}}}"""
    assert {(name, state) for _, name, state, _ in given_by(read("northflank", good, "northflank.json"))} == {
        ("A", "literal"),
        ("B", "promised"),
        ("C", "generated"),
        ("DATABASE_URL", "reference"),
    }
    facts = read("northflank", '{"environmentVariables": ["A"]}', "northflank.json")
    assert [type(fact) for fact in facts] == [Misplaced]


def test_heroku_reads_app_json_and_the_procfile() -> None:
    text = (
        '{"env": {"A": "x", "B": {"generator": "secret"}, "C": {"required": false}}, "addons": ["heroku-postgresql"]}'
    )
    facts = read("heroku", text, "app.json")
    assert {(name, state) for _, name, state, _ in given_by(facts)} == {
        ("A", "literal"),
        ("B", "generated"),
        ("C", "promised"),
        ("DATABASE_URL", "platform"),
    }
    assert read("heroku", '{"expo": {}}', "app.json") == ()  # of another tool
    procfile = read("heroku", "web: CONFIG=prod.json uvicorn shop:app\nrelease: bin/migrate\n", "Procfile")
    assert given_by(procfile) == {("web", "CONFIG", "literal", "run")}
    assert units(procfile) == ["web", "release"]


def test_ecs_sam_and_serverless_functions() -> None:
    task = """{"containerDefinitions": [{"name": "web", "environment": [{"name": "A", "value": "1"}],
               "secrets": [{"name": "B", "valueFrom": "arn:aws:ssm:x"}]}]}"""
    assert given_by(read("ecs", task, "task-definition.json")) == {
        ("web", "A", "literal", "run"),
        ("web", "B", "promised", "run"),
    }
    sam = """
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {Environment: {Variables: {A: x}}}}
Resources: {Web: {Type: AWS::Serverless::Function, Properties: {Environment: {Variables: {B: !Ref Db}}}}}
"""
    assert given_by(read("serverless", sam, "template.yaml")) == {
        ("Web", "A", "literal", "run"),
        ("Web", "B", "reference", "run"),
    }
    framework = "provider: {environment: {A: x}}\nfunctions: {web: {environment: {B: '${env:B}'}}}"
    assert given_by(read("serverless", framework, "serverless.yml")) == {
        ("web", "A", "literal", "run"),
        ("web", "B", "reference", "run"),
    }


def test_systemd_assignments_files_and_resets() -> None:
    text = """
[Service]
Environment="A=x y" B=2
Environment=
Environment=C=3
EnvironmentFile=-/etc/shop/env
PassEnvironment=D
UnsetEnvironment=D
ExecStart=/srv/shop/bin/server
"""
    facts = read("systemd", text, "shop.service")
    assert given_by(facts) == {("shop.service", "C", "literal", "run")}
    workload = facts[0]
    assert (workload.env_files, workload.command) == ((("/etc/shop/env", False),), ("/srv/shop/bin/server",))


def test_pipelines_promise_their_secrets() -> None:
    actions = """
on: push
env: {A: 1}
jobs:
  test:
    env: {KEY: "${{ secrets.KEY }}"}
    steps: [{run: pytest -q}]
"""
    facts = read("pipeline", actions, ".github/workflows/ci.yaml")
    assert given_by(facts) == {("test", "A", "literal", "run"), ("test", "KEY", "promised", "run")}
    assert [fact.refers for fact in facts if isinstance(fact, Supply) and fact.name == "KEY"] == ["secret:KEY"]
    gitlab = "variables: {A: '1'}\ntest: {variables: {B: $C}, script: [pytest]}\n"
    assert given_by(read("pipeline", gitlab, ".gitlab-ci.yml")) == {
        ("test", "A", "literal", "run"),
        ("test", "B", "reference", "run"),
    }


def test_a_devcontainer_has_comments_and_trailing_commas() -> None:
    text = '{\n  // ours\n  "containerEnv": {"A": "x//y", "B": "${localEnv:B}",},\n}'
    assert given_by(read("devcontainer", text, ".devcontainer/devcontainer.json")) == {
        ("devcontainer", "A", "literal", "run"),
        ("devcontainer", "B", "promised", "run"),
    }


@pytest.mark.parametrize("module", MODULES)
@given(data=st.one_of(st.binary(max_size=80), st.text("{}[]:-\"'\n abcenvservice${}#&*!", max_size=80).map(str.encode)))
def test_any_bytes_are_read_without_an_exception(module: str, data: bytes) -> None:
    for path in ("compose.yaml", "k8s/kustomization.yaml", "railway.toml", "Procfile", ".gitlab-ci.yml"):
        assert isinstance(import_module(f"relcheck.repo.supply.{module}").read(data, path), tuple)


@pytest.mark.parametrize("module", MODULES)
@given(shape=st.recursive(st.sampled_from(["x", "1", ""]), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
    st.sampled_from("services environment env envFrom build args spec template containers kind metadata name jobs steps"
                    " envVars envs key value variables provider functions Resources data secrets"
                    " applications processes".split()),
    inner, max_size=4), max_leaves=20))  # fmt: skip
def test_any_shape_is_read_without_an_exception(module: str, shape: object) -> None:
    import json

    data = json.dumps(shape).encode()
    for path in ("compose.yaml", "k8s/kustomization.yaml", "app.json", ".gitlab-ci.yml", "deployment.yaml"):
        assert isinstance(import_module(f"relcheck.repo.supply.{module}").read(data, path), tuple)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (
            "template/compose.yaml",
            "services:\n  {%- if cookiecutter.celery %}\n  web: {image: x}\n  {%- endif %}\n",
        ),
        ("deploy/web.yaml", "apiVersion: v1\nname: {{ app }}-web\n"),
        (".github/workflows/ci.yml", "jobs:\n  {% raw %}\n  a: ${{ secrets.A }}\n"),
    ],
)
def test_a_template_of_a_manifest_is_told_as_such_and_is_not_broken(path: str, text: str) -> None:
    facts = manifest.read(text.encode(), path)
    assert [fact.reason for fact in facts] == ["a template is not read before it is rendered"]
    assert isinstance(facts[0], Misplaced)


def test_a_workflow_that_is_broken_is_no_template() -> None:
    facts = manifest.read(b"jobs: {a: ${{ secrets.A }}\n", ".github/workflows/ci.yml")
    assert any(isinstance(fact, Unreadable) for fact in facts)


def test_a_template_of_a_whole_project_is_passed_over() -> None:
    assert manifest.read(b"services:\n  {% if a %}\n  web: {image: x}\n", "{{cookiecutter.slug}}/compose.yaml") == ()


def test_a_value_that_repeats_its_name_is_a_placeholder() -> None:
    pod = (
        "apiVersion: v1\nkind: Pod\nspec: {containers: [{name: a, env: [{name: API_KEY, value: API_KEY_VAL_1234567}]}]}"
    )
    for module, text, path in (
        ("kubernetes", pod, "a.yaml"),
        ("compose", "services: {a: {environment: [API_KEY=API_KEY_VAL_1234567]}}", "compose.yaml"),
        ("fly", "[env]\nAPI_KEY = 'my_API_KEY_1234567'\n", "fly.toml"),
    ):
        assert [fact.looks for fact in read(module, text, path) if isinstance(fact, Supply)] == ["placeholder"]


def test_a_default_that_stands_beside_its_variable_is_no_placeholder() -> None:
    text = "services: {a: {environment: ['API_KEY=${API_KEY:-q8ZyQ1tVw5mB3xKj7Rc0pLs9}']}}"
    assert [fact.looks for fact in read("compose", text, "compose.yaml") if isinstance(fact, Supply)] == ["token"]


def test_braces_in_a_text_make_no_template() -> None:
    text = """\
apiVersion: v1
kind: Pod
metadata: {name: a, annotations: {rule: "{{ $labels.pod }}"}}
spec: {containers: [{name: b, env: [{name: FORMAT, value: "{{ .Time }}"}]}]}
"""
    assert given_by(read("kubernetes", text, "k8s/a.yaml")) == {("a/b", "FORMAT", "literal", "run")}
    assert read("kubernetes", text.replace('"{{ .Time }}"', "{{ .Time }}"), "k8s/a.yaml") == ()
