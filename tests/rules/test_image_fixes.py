"""A fix of an image rule removes its own diagnostic, makes no new one, and changes nothing when it is applied again."""

from pathlib import Path

import pytest

from relcheck import api
from relcheck.config import Config, Selection
from relcheck.diagnostic import Diagnostic
from relcheck.fix.edits import apply

FIXED = [
    (
        "REL202",
        {"Dockerfile": "FROM python\nENV SECRET_KEY=dummy\nRUN cd x && python manage.py collectstatic\n"},
        {"Dockerfile": "FROM python\nRUN cd x && SECRET_KEY=build-only python manage.py collectstatic\n"},
    ),
    (
        "REL203",
        {"Dockerfile": "FROM python\nENV API_KEY=\nCMD app\n"},
        {"Dockerfile": "FROM python\nCMD app\n"},
    ),
    (
        "REL204",
        {"Dockerfile": "FROM python\nARG API_TOKEN\nRUN fetch $API_TOKEN"},
        {
            "Dockerfile": "FROM python\n"
            "RUN --mount=type=secret,id=api_token,env=API_TOKEN,required=true fetch $API_TOKEN"
        },
    ),
    (
        "REL209",
        {"Dockerfile": "FROM python\nRUN --mount=type=secret,id=t,env=T fetch $T\n"},
        {"Dockerfile": "FROM python\nRUN --mount=type=secret,id=t,env=T,required=true fetch $T\n"},
    ),
    (
        "REL211",
        {"Dockerfile": "FROM python\nCOPY . .\n", ".gitignore": ".env\n", ".dockerignore": ".venv"},
        {".dockerignore": ".venv\n.env\n"},
    ),
    (
        "REL211",
        {"Dockerfile": "FROM python\nCOPY . .\n", ".gitignore": ".env\n", ".dockerignore": ".*\n!.env\n!.pylintrc\n"},
        {".dockerignore": ".*\n!.pylintrc\n"},
    ),
]


def lint(root: Path) -> tuple[Diagnostic, ...]:
    options = api.Options(cache=False, jobs=1)
    selection = Selection(select=("REL2",))
    return api.lint([str(root)], Config(root=str(root)), selection=selection, options=options).diagnostics


def repair(root: Path, code: str) -> None:
    for diagnostic in lint(root):
        if diagnostic.code == code and diagnostic.fix:
            for path in {edit.span.path for edit in diagnostic.fix.edits}:
                edits = [edit for edit in diagnostic.fix.edits if edit.span.path == path]
                (root / path).write_bytes(apply((root / path).read_bytes(), path, edits))


@pytest.mark.parametrize(("code", "files", "fixed"), FIXED, ids=[row[0] for row in FIXED])
def test_a_fix_leaves_nothing_to_say(code: str, files: dict[str, str], fixed: dict[str, str], tmp_path: Path) -> None:
    root = tmp_path.resolve()
    for path, text in files.items():
        (root / path).write_text(text)
    before = {diagnostic.code for diagnostic in lint(root)}
    repair(root, code)
    assert {path: (root / path).read_text() for path in fixed} == fixed
    assert {diagnostic.code for diagnostic in lint(root)} == before - {code}
    repair(root, code)
    assert {path: (root / path).read_text() for path in fixed} == fixed


UNFIXED = [
    "FROM python\nARG API_TOKEN=x1y2\nRUN fetch $API_TOKEN\n",  # a default would be lost
    "FROM python\nARG API_TOKEN\nRUN fetch $API_TOKEN\nRUN again $API_TOKEN\n",  # two steps
    "FROM python\nARG API_TOKEN OTHER\nRUN fetch $API_TOKEN\n",  # the instruction says more
    "FROM python\nONBUILD ARG API_TOKEN\nRUN fetch $API_TOKEN\n",
    "FROM python\nENV SECRET_KEY=dummy\nRUN python manage.py compress\nRUN python manage.py collectstatic\n",
]


@pytest.mark.parametrize("text", UNFIXED)
def test_no_fix_is_offered_where_there_is_more_than_one_way(text: str, tmp_path: Path) -> None:
    root = tmp_path.resolve()
    (root / "Dockerfile").write_text(text)
    found = lint(root)
    assert found
    assert [diagnostic.fix for diagnostic in found if diagnostic.code in ("REL202", "REL204")] == [None]
