"""Manifests made to be slow or large to read cost little time and memory, and are never a traceback."""

import subprocess
import sys

import pytest

from relcheck.facts.deployment import Kustomized
from relcheck.repo.supply import manifest, script
from relcheck.repo.supply.kustomize import overlays, told

pytestmark = pytest.mark.usefixtures("soon")

FILES = {
    "many.yaml": b"services:\n" * 500_000,
    "wide.yaml": b"services:\n " + b" " * 5_000_000,
    "plain.yaml": b"services:\n" + b"a\n" * 3_000_000,
    "open.yaml": b"${" * 3_000_000,
    "huge.yaml": b"apiVersion: v1\ndata:\n" + b"  A: b\n" * 7_000_000,
    "other.yaml": b"a: ${B}\nbuild -t\n" * 3_000_000,
    "manifest.yml": b"applications:\n- {name: a, memory: 1G, env: {A: '" + b"((" * 1_000_000 + b"'}}\n",
    "flat.yml": b"a: b\n" * 19_000,
    "compose.yaml": b"services: {web: {environment: {A: '" + b"${A:-" * 100_000 + b"'}}}\n",
    "kubernetes.yaml": b"apiVersion: v1\nkind: List\nitems: " + b"[" * 100_000,
    "big.env": b"A='" + b"x\n" * 500_000,
    "fly.toml": b"[env]\n" + b"A" * 1_000_000 + b" = 1\n",
    "Procfile": b"web: " + b"A=1 " * 100_000,
    "x.service": b"[Service]\nEnvironment=" + b'"' * 300_000,
    "devcontainer.json": b"/*" * 1_000_000,
    "Secret.yaml": b"apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata: {A: '" + b"A" * 4_000_000 + b"'}\n",
}


@pytest.mark.parametrize("path", sorted(FILES))
def test_a_hostile_manifest_ends_soon(path: str) -> None:
    manifest.read(FILES[path], path)


def test_a_manifest_that_is_too_large_is_told_as_such() -> None:
    (fact,) = manifest.read(FILES["huge.yaml"], "huge.yaml")
    assert fact.reason == "larger than 8 MiB"
    assert manifest.read(FILES["other.yaml"], "other.yaml") == ()


@pytest.mark.parametrize("text", [b"export " + b"a " * 2_000_000, b"export A='" * 300_000, b"export -a " * 300_000])
def test_a_hostile_script_ends_soon(text: bytes) -> None:
    script.read(text, "start.sh")


KUSTOMIZED = {
    "many patches": {
        "k/kustomization.yaml": "resources: [all.yaml]\npatches:\n"
        + "  - {target: {name: '" + ".*a" * 20 + "b'}, patch: '[{op: remove, path: /a}]'}\n" * 2_000,
        "k/all.yaml": "apiVersion: v1\nkind: Pod\nmetadata: {name: aaaaaaaaaaaaaaaaaaaaaaaaaaa}\n---\n" * 1_000,
    },
    "many operations": {
        "k/kustomization.yaml": "resources: [all.yaml]\npatches:\n  - target: {kind: Pod}\n    patch: |\n"
        + "      - {op: add, path: /a/-, value: {}}\n" * 10_000,
        "k/all.yaml": "kind: Pod\na: [" + "b, " * 10_000 + "]\n",
    },
    "a loop": {"k/kustomization.yaml": "resources: [../l]\n", "l/kustomization.yaml": "components: [., ../l, ../k]\n"},
    "a bomb": {
        "k/kustomization.yaml": "resources: [all.yaml]\nimages: [{name: x, newName: y}]\n",
        "k/all.yaml": "a: &a [" + "x, " * 100 + "]\nb: &b [" + "*a, " * 100 + "]\n"
        + "image: [" + "*b, " * 10 + "]\nkind: Pod\n",
    },
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(KUSTOMIZED))
def test_a_hostile_kustomization_ends_soon(name: str) -> None:
    files = KUSTOMIZED[name]
    found = [fact for path, text in files.items() for fact in manifest.read(text.encode(), path)]
    for overlay in overlays((fact for fact in found if isinstance(fact, Kustomized)), files.get):
        told(overlay)


BOMBS = """
from relcheck.repo.supply import manifest

bomb = "a0: &a0 x\\n" + "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\\n" for i in range(1, 30))
for data in (bomb.encode(), b"[0" + b",0" * 1_000_000 + b"]", b"- " * 100_000, b"a: " + b"y" * 7_000_000):
    manifest.read(data, "compose.yaml")
data = b"x" * 50_000_000
manifest.read(data, "compose.yaml")
# Not getrusage: what it tells begins with the memory of the process that started this one.
print(next(int(line.split()[1]) // 1024 for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


def test_hostile_yaml_takes_200_mib_at_most() -> None:
    done = subprocess.run([sys.executable, "-c", BOMBS], capture_output=True, text=True, check=True, timeout=120)
    assert int(done.stdout) < 200
