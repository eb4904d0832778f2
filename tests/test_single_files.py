"""A file is told the same by itself as among all: in a hook that names it, and in an editor that has it open."""

import shutil
from pathlib import Path

import pytest

from relcheck import api
from relcheck.asked import Asked
from relcheck.configfile import for_run
from relcheck.repo.python.linking.live import Live
from relcheck.repo.readers import PYTHON

FIXTURES = Path(__file__).parents[1] / "fixtures"


@pytest.fixture(params=sorted(path.name for path in FIXTURES.iterdir() if path.is_dir()))
def project(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of a whole little repository."""
    root = tmp_path / "project"
    shutil.copytree(FIXTURES / request.param, root, ignore=shutil.ignore_patterns("transcript.txt", ".relcheck_cache"))
    (root / ".git").mkdir(exist_ok=True)  # hooks run in repositories
    return root


def test_a_hook_says_of_each_file_what_a_full_run_says_of_it(project: Path) -> None:
    config = for_run(str(project))
    full = api.lint([str(project)], config)
    gathered = api.gather([str(project)], config)
    assert full.diagnostics
    for path in gathered.files.readers:
        found = api.lint([str(project / path)], config)
        assert found == full.about({path})._replace(notes=found.notes, skipped=found.skipped, stale=found.stale), path
        assert {one.span.path for one in found.diagnostics} <= {path}


MANIFEST = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: shop}
data:
  DATABASE_URL: postgres://shop:pw4shop@db/shop
"""


def test_a_copy_is_told_by_itself_although_a_full_run_tells_it_with_the_first(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").touch()
    for name in ("one.yaml", "two.yaml"):
        (tmp_path / name).write_text(MANIFEST)
    config = for_run(str(tmp_path))
    (found,) = api.lint([str(tmp_path)], config).diagnostics
    assert [place.path for place in found.places] == ["one.yaml", "two.yaml"]
    for cache in (False, True):  # a run that knows nothing, and one that remembers the full one
        for name in ("one.yaml", "two.yaml"):
            (alone,) = api.report([str(tmp_path / name)], config, Asked(), api.Options(cache=cache)).diagnostics
            assert alone.span.path == name
    (tmp_path / "two.yaml").write_text(MANIFEST.replace("  D", "  # relcheck: ignore[REL451] -- old\n  D"))
    assert api.lint([str(tmp_path / "two.yaml")], config).diagnostics == ()


def test_a_file_that_is_read_anew_says_what_it_said_among_all(project: Path) -> None:
    gathered = api.gather([str(project)], for_run(str(project)))

    def load(path: str) -> bytes:
        return (project / path).read_bytes()

    paths = gathered.files.of(PYTHON)
    live = Live(gathered.facts.python, load, paths)
    for path in paths:
        facts = live.put(path, load(path))
        known = gathered.facts.python.get(path)
        if known is None or known.unreadable:
            assert facts is None or facts.unreadable, path
        else:
            assert facts is not None, path
            # What was asked for on the way, and how a guard was noticed, are no part of what a file says.
            assert facts._replace(wants=(), main=False) == known._replace(wants=(), main=False), path
