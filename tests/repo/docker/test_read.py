"""Facts of Dockerfiles never hold a value, and say what cannot be read."""

import marshal
from typing import Any

import pytest

from relcheck.facts.image import Copied, Mount, PythonStep
from relcheck.facts.python import Unreadable
from relcheck.repo.docker.ignorefile import read as ignore
from relcheck.repo.docker.read import read
from relcheck.repo.docker.secretfile import read as secretfile

SECRET = "fV2pLw93xQ7Zk1"
PLACES = [
    f"ENV A_TOKEN={SECRET} B=${{A_TOKEN}}x",
    f"ARG A_TOKEN={SECRET}\nENV B=$A_TOKEN",
    f"RUN A_TOKEN={SECRET} app --token {SECRET} --password={SECRET} -H 'Authorization: Bearer {SECRET}'",
    f"RUN git clone https://{SECRET}@h/a/b.git && echo {SECRET} > /f && pip config set k {SECRET}",
    f"RUN <<EOF\necho {SECRET} > /f\ncat <<X > /g\nPASSWORD={SECRET}\nX\nEOF",
    f"COPY <<EOF /app/.env\nPASSWORD={SECRET}\nEOF",
    f"ADD https://ci:{SECRET}@h/x /x",
    f"LABEL token={SECRET}",
    f'CMD ["app", "{SECRET}"]',
    f"HEALTHCHECK CMD curl -u ci:{SECRET} h",
    f"RUN python manage.py --token={SECRET} && python -c \"import os; x = '{SECRET}'\"",
    f"RUN set -x; fetch {SECRET}; export T={SECRET}; env",
    f"UNKNOWN {SECRET}",
    f"{SECRET}",
]


def facts(text: str) -> tuple[Any, ...]:
    return read(text.encode(), "Dockerfile")


@pytest.mark.parametrize("line", PLACES)
def test_no_fact_holds_a_value(line: str) -> None:
    assert SECRET not in repr(facts(f"FROM a\n{line}\n"))


@pytest.mark.parametrize("line", PLACES)
def test_every_fact_can_be_cached(line: str) -> None:
    marshal.dumps(plain(facts(f"FROM a\n{line}\n")))


def plain(value: Any) -> Any:
    return tuple(plain(item) for item in value) if isinstance(value, tuple) else value


def test_a_template_is_told_once() -> None:
    found = [fact for fact in facts("FROM a\n{% if x %}\nRUN b\n{% endif %}\n") if isinstance(fact, Unreadable)]
    assert [fact.reason for fact in found] == ["it is a template; only the lines that a Dockerfile may have are read"]


def test_a_file_without_instructions_is_told() -> None:
    (found,) = facts("# nothing\n")
    assert found.reason == "it holds no instruction"


def test_a_template_by_name_is_no_dockerfile() -> None:
    assert read(b"FROM a", "Dockerfile.j2") == ()


def mount(flag: str, script: str = "x") -> Mount:
    return next(fact for fact in facts(f"FROM a\nRUN --mount={flag} {script}\n") if isinstance(fact, Mount))


def test_a_mount_is_read_in_all_its_forms() -> None:
    assert mount("type=secret,id=t")[1:6] == ("secret", 0, "t", "", "")
    assert mount("type=secret,source=t,dst=/x,required")[3:7] == ("t", "/x", "", True)
    assert mount("type=secret,target=/a/t,required=false")[3:7] == ("t", "/a/t", "", False)
    assert mount('"type=secret,id=t",env=T')[3:6] == ("t", "", "T")
    assert mount("target=/x,from=y")[1] == "bind"


@pytest.mark.parametrize(
    ("script", "checked"),
    [
        ("cat /run/secrets/t", True),
        ("T=$(cat /run/secrets/t) && x", True),
        ("export T=$(cat /run/secrets/t); x", False),
        ("x $(cat /run/secrets/t)", False),
        ("if [ -f /run/secrets/t ]; then x; fi", True),
        ("grep -q . /run/secrets/t", True),
    ],
)
def test_a_step_that_fails_without_its_secret_checks_it(script: str, checked: bool) -> None:
    assert mount("type=secret,id=t", script).checked is checked


def test_a_destination_is_known_from_the_working_directory() -> None:
    text = "FROM a AS x\nWORKDIR /app\nWORKDIR sub\nCOPY a b /c/ .\nFROM x\nCOPY a $X/b\nCOPY a ./d\n"
    found = [fact.destination for fact in facts(text) if isinstance(fact, Copied)]
    assert found == ["/app/sub/", "", "/app/sub/d"]


def steps(script: str) -> list[tuple[str, tuple[str, ...], str]]:
    found = [fact for fact in facts(f"FROM a\nRUN {script}\n") if isinstance(fact, PythonStep)]
    return [(fact.kind, fact.targets, fact.command) for fact in found]


def test_steps_that_run_python_are_told_from_those_that_install_it() -> None:
    assert steps("python manage.py migrate") == [("django", ("manage.py",), "manage.py migrate")]
    assert steps("uv run --no-sync python -m shop.gen --x") == [("module", ("shop.gen",), "python -m shop.gen")]
    assert steps("poetry run alembic upgrade head") == [("tool", ("alembic",), "alembic upgrade")]
    assert steps("/venv/bin/python3.12 -c 'from shop.a import b; import c.d'") == [
        ("code", ("shop.a", "c.d"), "python3.12 -c")
    ]
    assert steps("python gen/x.py") == [("script", ("gen/x.py",), "x.py")]
    assert steps("python -m pip install x && python setup.py install && python -m venv /v") == []


def test_an_ignore_file_keeps_its_patterns_with_their_lines() -> None:
    (fact,) = ignore(b"# c\n.env\r\n\n!x\n", "app/.dockerignore")
    assert (fact.flavour, fact.patterns, fact.span) == (
        "docker",
        ((2, ".env"), (4, "!x")),
        ("app/.dockerignore", 1, 1, 5, 1),
    )


def test_a_private_key_is_a_secret_file_and_a_certificate_is_none() -> None:
    assert secretfile(b"-----BEGIN RSA PRIVATE KEY-----\n", "a.pem")[0].what == "a private key"
    assert secretfile(b"-----BEGIN CERTIFICATE-----\n", "a.pem") == ()
    assert secretfile(b"machine h login a password fV2pLw93xQ\n", ".netrc")[0].what == "a login"
