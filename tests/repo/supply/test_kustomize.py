"""What kustomizations come to: the same as `kubectl kustomize` makes of them."""

from typing import Any

import pytest

from relcheck.diagnostic import Span
from relcheck.facts.deployment import Feed, Kustomized, Supply
from relcheck.facts.python import Field, Instance, SettingsClass
from relcheck.repo.supply import manifest
from relcheck.repo.supply.feed import feeds, manifests, split
from relcheck.repo.supply.kustomize import Overlay, overlays

BASE = {
    "k8s/base/kustomization.yaml": """\
resources: [web.yaml]
configMapGenerator:
  - name: shop
    literals: [LOG_LEVEL=info, PORT=8000]
""",
    "k8s/base/web.yaml": """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: shop}
spec:
  template:
    spec:
      containers:
        - name: web
          image: shop
          env:
            - {name: MAIL_HOST, value: mail}
            - {name: WORKERS, value: "2"}
          envFrom:
            - configMapRef: {name: shop}
        - name: sidecar
          image: envoyproxy/envoy
""",
}
PRODUCTION = """\
namePrefix: prod-
resources: [../base]
secretGenerator:
  - name: shop-secrets
    envs: [secrets.env]
configMapGenerator:
  - name: shop
    behavior: merge
    literals: [LOG_LEVEL=warning]
patches:
  - path: web.yaml
  - target: {kind: Deployment, name: shop}
    patch: |-
      - op: add
        path: /spec/template/spec/containers/0/env/-
        value: {name: REGION, value: fra}
      - op: replace
        path: /spec/template/spec/containers/0/env/1/value
        value: many
"""
PATCH = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: shop}
spec:
  template:
    spec:
      containers:
        - name: web
          env:
            - {name: MAIL_HOST, $patch: delete}
            - {name: DEBUG, value: "false"}
          envFrom:
            - configMapRef: {name: shop}
            - secretRef: {name: shop-secrets}
"""
FILES = {
    **BASE,
    "k8s/production/kustomization.yaml": PRODUCTION,
    "k8s/production/web.yaml": PATCH,
    "k8s/production/secrets.env": "DATABASE_URL=x\n",
    "k8s/staging/kustomization.yaml": "resources: [../base]\n",
}
NAMES = ("MAIL_HOST", "WORKERS", "PORT", "DATABASE_URL", "REGION", "DEBUG", "LOG_LEVEL")


def made(files: dict[str, str]) -> list[Any]:
    return [fact for path, text in files.items() for fact in manifest.read(text.encode(), path)]


def built(files: dict[str, str]) -> list[Overlay]:
    return list(overlays((fact for fact in made(files) if type(fact) is Kustomized), files.get))


def fed(files: dict[str, str]) -> list[Feed]:
    fields = tuple(
        Field(Span("config.py", line, 5, line, 9), name.lower(), (name,), "str") for line, name in enumerate(NAMES, 5)
    )
    cls = SettingsClass(Span("config.py", 4, 1, 30, 1), "Settings", "pydantic-settings", (), fields)
    code = [cls, Instance(Span("config.py", 40, 1, 40, 9), "Settings", "import")]
    rest, groups = split(manifests(made(files)), built(files))
    return list(feeds(rest, code, name="shop", overlays=groups, paths=files.keys()))


def given(feed: Feed) -> dict[str, tuple[str, str, int]]:
    return {name: (one.state, one.span.path.rpartition("k8s/")[2], one.span.line) for name, one in feed.given().items()}


def test_an_overlay_is_an_environment_of_its_own() -> None:
    found = fed(FILES)
    assert [(feed.workload.environment, feed.workload.name) for feed in found] == [
        ("production", "shop/web"),
        ("staging", "shop/web"),
    ]
    assert [feed.span.path for feed in found] == ["k8s/production/kustomization.yaml", "k8s/staging/kustomization.yaml"]
    assert [feed.opaque for feed in found] == [(), ()]


def test_patches_generators_and_env_files_give_at_their_own_places() -> None:
    production, staging = fed(FILES)
    assert given(production) == {
        "WORKERS": ("literal", "production/kustomization.yaml", 19),
        "REGION": ("literal", "production/kustomization.yaml", 16),
        "DEBUG": ("literal", "production/web.yaml", 11),
        "LOG_LEVEL": ("literal", "production/kustomization.yaml", 9),
        "PORT": ("literal", "base/kustomization.yaml", 4),
        "DATABASE_URL": ("reference", "production/secrets.env", 1),
    }
    assert given(staging)["MAIL_HOST"] == ("literal", "base/web.yaml", 11)
    assert "DEBUG" not in given(staging)


def test_a_value_that_an_inline_patch_replaces_is_read_in_the_patch() -> None:
    workers = fed(FILES)[0].given()["WORKERS"]
    assert (workers.line, workers.column, workers.end_column) == (19, 16, 20)
    assert workers.span.path == "k8s/production/kustomization.yaml"
    assert PRODUCTION.splitlines()[workers.line - 1][workers.column - 1 : workers.end_column - 1] == "many"


def test_a_file_that_a_kustomization_joins_does_not_stand_for_itself() -> None:
    facts = made(FILES)
    rest, _ = split(manifests(facts), built(FILES))
    assert rest.workloads == ()
    assert all(one.platform == "dotenv" for one in rest.supplies)
    assert any(type(fact) is Supply and fact.span.path == "k8s/production/web.yaml" for fact in facts)


def test_a_base_without_an_overlay_has_no_environment() -> None:
    (only,) = fed(BASE)
    assert (only.workload.environment, only.span.path) == ("", "k8s/base/web.yaml")


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("resources: [https://example.com/base]", ("a kustomization elsewhere",)),
        ("resources: [../gone]", ("k8s/gone",)),
        ("resources: [../loop]", ("k8s/loop",)),
        ("resources: [../base]\nhelmCharts: [{name: x}]", ("helmCharts",)),
        ("secretGenerator: [{name: a, envs: [gone.env]}]", ("k8s/loop/gone.env",)),
    ],
)
def test_what_cannot_be_read_is_named(text: str, unknown: tuple[str, ...]) -> None:
    (found,) = [
        one for one in built({**BASE, "k8s/loop/kustomization.yaml": text + "\n"}) if "loop" in one.place.path
    ] or [Overlay(Span("", 1, 1, 1, 1), "", (), frozenset(), ("k8s/loop",))]
    assert found.unknown == unknown


def test_a_component_and_an_image_and_a_target_by_pattern() -> None:
    files = {
        **BASE,
        "k8s/parts/kustomization.yaml": """\
kind: Component
patches:
  - target: {kind: Deployment, name: sh.*}
    patch: |
      kind: Deployment
      metadata: {name: any}
      spec: {template: {spec: {containers: [{name: web, env: [{name: REGION, value: ams}]}]}}}
""",
        "k8s/one/kustomization.yaml": """\
resources: [../base]
components: [../parts]
images: [{name: shop, newName: registry.example/shop, newTag: v1}]
""",
    }
    (feed,) = fed(files)
    assert feed.workload.name == "shop/web"
    assert feed.workload.image == "registry.example/shop"
    assert given(feed)["REGION"] == ("literal", "parts/kustomization.yaml", 7)


def test_a_strategic_patch_can_take_a_workload_away() -> None:
    gone = "patchesStrategicMerge:\n  - |-\n    kind: Deployment\n    metadata: {name: shop}\n    $patch: delete\n"
    assert fed({**BASE, "k8s/none/kustomization.yaml": "resources: [../base]\n" + gone}) == []
