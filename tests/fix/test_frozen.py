"""What was frozen at import is read where it is used, when unsafe fixes are asked for."""

import pytest

from tests.fix.conftest import Fixing
from tests.fix.test_offer import project


def thawed(fixing: Fixing, code: str, **others: str) -> dict[str, str]:
    files = {**project(code), **{f"shop/{name}.py": text for name, text in others.items()}}
    return fixing.fixed(files, bold=True)


def test_a_constant_goes_and_the_settings_are_asked_where_it_was_used(fixing: Fixing) -> None:
    code = 'import os\n\nHOST = os.getenv("HOST", "a")\nPORT = 1\n\n\ndef f():\n    return HOST + f"{HOST}"\n'
    other = "from shop.app import HOST, PORT\n\n\ndef g():\n    return [HOST, PORT]\n"
    after = thawed(fixing, code, other=other)
    assert after["shop/app.py"] == (
        "import os\n\nfrom shop.config import settings\n\n"
        'PORT = 1\n\n\ndef f():\n    return settings.host + f"{settings.host}"\n'
    )
    assert after["shop/other.py"] == (
        "from shop.app import PORT\nfrom shop.config import settings\n\n\ndef g():\n    return [settings.host, PORT]\n"
    )


@pytest.mark.parametrize(
    ("code", "other"),
    [
        ("def f():\n    return HOST\n", 'import shop.app\nshop.app.HOST = "b"\n'),
        ("def f():\n    return HOST\n", 'from mock import patch\npatch("shop.app.HOST", "b")\n'),
        ("def f():\n    return HOST\n", "from shop.app import *\n\n\ndef g():\n    return HOST\n"),
        ("def f():\n    return HOST\n", "from shop.app import HOST as H\n\n\ndef g():\n    return H\n"),
        ("def f():\n    return HOST\n", "from shop.app import HOST\n"),
        ("def f():\n    global HOST\n    HOST = 1\n", ""),
        ("x = [HOST]\n", ""),
        ('__all__ = ["HOST"]\n\n\ndef f():\n    return HOST\n', ""),
    ],
)
def test_a_constant_whose_uses_are_not_all_known_stays_and_asks_the_settings(
    fixing: Fixing, code: str, other: str
) -> None:
    after = thawed(fixing, f'import os\n\nHOST = os.getenv("HOST", "a")\n{code}', other=other)
    assert "\nHOST = settings.host\n" in after["shop/app.py"]
    assert after["shop/other.py"] == other


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            'def f(a, host: str = os.getenv("HOST", "a"), *, b=1):  # why\n    """Says."""\n    return host\n',
            'def f(a, host: str | None = None, *, b=1):  # why\n    """Says."""\n'
            "    if host is None:\n        host = settings.host\n    return host\n",
        ),
        (
            'class C:\n\tdef f(self, *, host=os.getenv("HOST", "a")):\n\t\treturn host\n',
            "class C:\n\tdef f(self, *, host=None):\n"
            "\t\tif host is None:\n\t\t\thost = settings.host\n\t\treturn host\n",
        ),
        (
            '@route\ndef f(host=os.getenv("HOST", "a")):\n    return host\n',
            "@route\ndef f(host=settings.host):\n    return host\n",
        ),
        ('def f(host=os.getenv("HOST", "a")): return host\n', "def f(host=settings.host): return host\n"),
        ('f = lambda host=os.getenv("HOST", "a"): host\n', "f = lambda host=settings.host: host\n"),
    ],
)
def test_a_default_argument_is_read_when_the_function_is_called(fixing: Fixing, before: str, after: str) -> None:
    assert thawed(fixing, f"import os\n\n{before}")["shop/app.py"].endswith(after)


def test_what_is_no_longer_fixed_at_import_is_unsafe(fixing: Fixing) -> None:
    files = project('import os\n\n\ndef f(host=os.getenv("HOST", "a")):\n    return host\n')
    assert fixing.fixed(files, unsafe=False, bold=True) == files
    assert "host=settings.host" in fixing.fixed(files, unsafe=False)["shop/app.py"]


def test_what_is_said_of_a_constant_alone_goes_with_it(fixing: Fixing) -> None:
    code = (
        'import os\n\n# Where letters go,\n# by name.\nHOST = os.getenv("HOST", "a")\n\n'
        '# Both\nA_B = os.getenv("A_B", "a")\nC = 1\n\n\ndef f():\n    return HOST + A_B\n'
    )
    after = thawed(fixing, code)
    assert '    # Where letters go,\n    # by name.\n    host: str = "a"\n' in after["shop/config.py"]
    assert "letters" not in after["shop/app.py"]
    assert "# Both\nC = 1\n" in after["shop/app.py"]


def test_what_is_said_of_a_row_of_constants_goes_with_all_of_them(fixing: Fixing) -> None:
    code = (
        'import os\n\nNAME = os.getenv("NAME", "a")\n\n# The cache.\nHOST = os.getenv("HOST", "a")\n'
        'PORT = int(os.getenv("PORT", "1"))\n\n\n# how many\nWORKERS = int(os.getenv("WORKERS", "4"))\n\n\n'
        "def f():\n    return NAME, HOST, PORT, WORKERS\n"
    )
    after = thawed(fixing, code)
    assert (
        after["shop/app.py"].split()
        == (
            "import os from shop.config import settings"
            " def f(): return settings.name, settings.host, settings.port, settings.workers"
        ).split()
    )
    assert after["shop/config.py"].partition("BaseSettings):\n")[2].partition("\n\n")[0].splitlines()[-6:] == [
        '    name: str = "a"',
        "    # The cache.",
        '    host: str = "a"',
        "    port: int = 1",
        "    # how many",
        "    workers: int = 4",
    ]


def test_a_row_of_which_one_stays_keeps_what_is_said_of_it(fixing: Fixing) -> None:
    code = (
        'import os\n\n# The cache.\nHOST = os.getenv("HOST", "a")\nPORT = int(os.getenv("PORT", "1"))\n\n'
        "ports = [PORT]\n\n\ndef f():\n    return HOST, PORT\n"
    )
    after = thawed(fixing, code)
    assert "# The cache.\nPORT = settings.port\n" in after["shop/app.py"]
    assert "cache" not in after["shop/config.py"]


def test_a_comment_does_not_double_the_field_of_a_variable_that_is_read_elsewhere_too(fixing: Fixing) -> None:
    code = (
        'import os\n\n# how many\nWORKERS = int(os.getenv("WORKERS", "4"))\n\n\ndef f():\n    return WORKERS\n\n\n'
        'def g():\n    return int(os.getenv("WORKERS", "4"))\n'
    )
    after = thawed(fixing, code)
    assert after["shop/config.py"].count("workers: int = 4") == 1
    assert "    # how many\n    workers: int = 4\n" in after["shop/config.py"]
