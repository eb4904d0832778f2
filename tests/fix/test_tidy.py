"""An import goes when a fix took away its last use, and only then."""

import pytest

from relcheck.fix.edits import apply
from relcheck.fix.tidy import spaced, tidy

READ = 'os.environ["A"]'


def tidied(before: str) -> str:
    after = before.replace(READ, "settings.a")
    return apply(after.encode(), "a.py", tidy(before, after, "a.py")).decode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"import os\nimport sys\n\nx = {READ}\n", "import sys\n\nx = settings.a\n"),
        (f"import os\n\nx = {READ}\n", "x = settings.a\n"),
        (f"import os, sys\n\nx = {READ}\n", "import sys\n\nx = settings.a\n"),
        (f"import os\n\nx = {READ}\ny = os.name\n", "import os\n\nx = settings.a\ny = os.name\n"),
        (f"import os  # noqa: F401\n\nx = {READ}\n", "import os  # noqa: F401\n\nx = settings.a\n"),
        (f'import os\n\n__all__ = ["os"]\nx = {READ}\n', 'import os\n\n__all__ = ["os"]\nx = settings.a\n'),
        (f"def f():\n    import os\n    return {READ}\n", "def f():\n    return settings.a\n"),
        (f"from dotenv import load_dotenv\nx = {READ}\n", "from dotenv import load_dotenv\nx = settings.a\n"),
        ("import os\n\nx = 1\n", "import os\n\nx = 1\n"),
        (f"import os; x = {READ}\n", "import os; x = settings.a\n"),
    ],
)
def test_only_what_became_idle_goes(before: str, after: str) -> None:
    assert tidied(before) == after


@pytest.mark.parametrize(
    ("before", "after", "kept"),
    [
        ("import a\n\nX = 1\n\ny = 1\n", "import a\n\n\ny = 1\n", "import a\n\ny = 1\n"),
        ("import a\n\nX = 1\n\ndef f(): ...\n", "import a\n\n\ndef f(): ...\n", "import a\n\n\ndef f(): ...\n"),
        ("import a\n\n\nX = 1\n\ny = 1\n", "import a\n\n\n\ny = 1\n", "import a\n\ny = 1\n"),
        ("import a\n\n\nx = 1\ny = 1\n", "import a\n\n\nx = 2\ny = 1\n", "import a\n\n\nx = 2\ny = 1\n"),
        ("import a\n\nX = 1\n\ndef f(): ...\n", "import a\n\ndef f(): ...\n", "import a\n\n\ndef f(): ...\n"),
        ('class A:\n    """A."""\n', 'class A:\n    """A."""\n    b: int\n', 'class A:\n    """A."""\n\n    b: int\n'),
        (
            'class A:\n    """A."""\n',
            'class A:\n    """A."""\n    # c\n    b: int\n',
            'class A:\n    """A."""\n\n    # c\n    b: int\n',
        ),
        (
            "class A:\n    model_config = {}\n",
            "class A:\n    model_config = {}\n    b: int\n    c: int\n",
            "class A:\n    model_config = {}\n\n    b: int\n    c: int\n",
        ),
        (
            "class A:\n    model_config = {}\n    b: int\n",
            "class A:\n    model_config = {}\n    b: int\n    c: int\n",
            "class A:\n    model_config = {}\n    b: int\n    c: int\n",
        ),
        (
            'class A:\n    """A."""\n    b: int\n',
            'class A:\n    """A."""\n    b: int\n    c: int\n',
            'class A:\n    """A."""\n    b: int\n    c: int\n',
        ),
        ("x = 1\n\nX = 1\n\n\ny = 1\n", "x = 1\n\n\n\ny = 1\n", "x = 1\n\n\ny = 1\n"),
        ("x = 1\n\n\n\nX = 1\n\n\ny = 1\n", "x = 1\n\n\n\n\ny = 1\n", "x = 1\n\n\n\n\ny = 1\n"),
    ],
)
def test_blank_lines_stay_where_sorters_and_formatters_want_them(before: str, after: str, kept: str) -> None:
    assert apply(after.encode(), "a.py", spaced(before, after, "a.py")).decode() == kept
