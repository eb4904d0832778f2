"""What packaging files pack, what build code writes, and logins in files of requirements."""

from typing import Any

from relcheck.facts.image import Exposed, Generated, Packed
from relcheck.repo.packaging.code import facts as code
from relcheck.repo.packaging.files import read
from relcheck.repo.pyproject import read as pyproject


def packed(facts: Any) -> list[tuple[str, int, int]]:
    return [(fact.pattern, fact.span.line, fact.span.column) for fact in facts if isinstance(fact, Packed)]


def test_a_manifest_includes_patterns() -> None:
    facts = read(b"include a .env\nrecursive-include pkg *.env\nexclude .env\nprune x\n", "MANIFEST.in")
    assert packed(facts) == [("a", 1, 9), (".env", 1, 11), ("*.env", 2, 23)]


def test_setup_cfg_packs_package_data() -> None:
    facts = read(b"[options.package_data]\nshop = .env, *.json\n* =\n    key.pem\n[other]\nx = .env\n", "setup.cfg")
    assert packed(facts) == [(".env", 2, 8), ("*.json", 2, 14), ("key.pem", 4, 5)]


def test_pyproject_packs_what_its_backend_is_told() -> None:
    text = b'[tool.hatch.build]\nartifacts = [".env"]\nexclude = ["x.env"]\n'
    text += b'[tool.hatch.build.targets.wheel.force-include]\n".netrc" = "a"\n'
    assert packed(pyproject(text, "pyproject.toml")) == [(".env", 2, 14), (".netrc", 5, 1)]


def test_a_spec_file_packs_datas() -> None:
    assert packed(code("a = Analysis(['m.py'], datas=[('.env', '.')])\n", "m.spec"))[0] == (".env", 1, 32)


def generated(text: str) -> list[tuple[str, ...]]:
    return [fact.variables for fact in code(text, "setup.py") if isinstance(fact, Generated)]


def test_a_variable_that_reaches_a_write_is_generated() -> None:
    assert generated("import os\nx = os.environ['A']\ny = f'{x}'\nopen('f', 'w').write(y)\n") == [("A",)]
    assert generated("from os import getenv, environ\np.write_text(getenv('A') + environ.get('B', ''))\n") == [
        ("A", "B")
    ]


def test_a_variable_that_is_only_used_is_not() -> None:
    assert (
        generated("import os\nif os.environ.get('A'):\n    open('f', 'w').write('1')\nprint(os.environ['B'])\n") == []
    )


def test_code_that_is_no_python_gives_nothing() -> None:
    assert list(code("%define environ\nName: x\n", "x.spec")) == []


def test_a_login_in_requirements_is_found_and_a_reference_is_not() -> None:
    text = b"--index-url https://u:fV2pLw93xQ@h/\n-i https://${U}:${P}@h/\n# https://u:fV2pLw93xQ@h\nx @ git+ssh://git@h/a\n"
    facts = read(text, "requirements.txt")
    assert [(fact.span.line, fact.looks) for fact in facts if isinstance(fact, Exposed)] == [(1, "word")]
