"""Stray reads move into the settings class, and nothing is promised that is not sure."""

import pytest

from tests.fix.conftest import Fixing, outcome

CONFIG = """\
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    region: str = "eu"


settings = Settings()
"""


def project(code: str, config: str = CONFIG) -> dict[str, str]:
    return {"shop/__init__.py": "", "shop/config.py": config, "shop/app.py": code}


@pytest.mark.parametrize(
    ("read", "field", "asked"),
    [
        ('int(os.environ.get("WORKERS", "4"))', "workers: int = 4", "settings.workers"),
        ('float(os.getenv("RATE", 1))', "rate: float = 1.0", "settings.rate"),
        ('int(os.environ["WORKERS"])', "workers: int", "settings.workers"),
        ('os.environ.get("HOST")', "host: str | None = None", "settings.host"),
        ('os.environ.get("HOST", "a")', 'host: str = "a"', "settings.host"),
        ('os.getenv("DEBUG", "no") == "true"', 'debug: str = "no"', 'settings.debug == "true"'),
        ('f"{os.environ["HOST"]}!"', "host: str", 'f"{settings.host}!"'),
        ('bool(os.environ.get("DEBUG"))', "debug: bool = False", "settings.debug"),
        ('1 if os.environ.get("SEND_MAIL", "True") else 2', "send_mail: bool = True", "1 if settings.send_mail else 2"),
        ('not os.environ.get("SENTRY")', "sentry: str | None = None", "not settings.sentry"),
        ('os.environ["API_TOKEN"]', "api_token: SecretStr", "settings.api_token.get_secret_value()"),
        ('int(os.environ.get("PORT", "x"))', 'port: str = "x"', "int(settings.port)"),
        ('"HOST" in os.environ', "host: str | None = None", "settings.host is not None"),
        ('1 if "HOST" not in os.environ else 2', "host: str | None = None", "1 if settings.host is None else 2"),
        ('os.getenv("WAIT", 30)', "wait: str | None = None", "settings.wait if settings.wait is not None else 30"),
        (
            '[os.getenv("A_B", SOME), 1]',
            "a_b: str | None = None",
            "[settings.a_b if settings.a_b is not None else SOME, 1]",
        ),
        (
            'os.getenv("WAIT", 30) + 1',
            "wait: str | None = None",
            "(settings.wait if settings.wait is not None else 30) + 1",
        ),
        ('os.getenv("COPY", "a")', 'copy_: str = Field(default="a", validation_alias="COPY")', "settings.copy_"),
        ('os.getenv("MODEL_NAME", "a")', 'model_name: str = "a"', "settings.model_name"),
        (
            'os.getenv("2FA", "a")',
            'variable_2fa: str = Field(default="a", validation_alias="2FA")',
            "settings.variable_2fa",
        ),
    ],
)
def test_a_read_becomes_a_field(fixing: Fixing, read: str, field: str, asked: str) -> None:
    if 'f"{os' in read:
        read, asked = read.replace('["HOST"]', "['HOST']"), asked
    after = fixing.fixed(project(f"import os\n\n\ndef f():\n    return {read}\n"))
    assert f'    region: str = "eu"\n    {field}\n' in after["shop/config.py"]
    assert f"    return {asked}\n" in after["shop/app.py"]
    assert "\nfrom shop.config import settings\n" in after["shop/app.py"]
    assert ("from pydantic import SecretStr\n" in after["shop/config.py"]) == ("Secret" in field)
    assert fixing.judged(after)[1] == ()


def test_several_reads_of_a_variable_become_one_field_and_keep_their_own_defaults(fixing: Fixing) -> None:
    rows = (
        'A = os.getenv("PORT", "1")',
        'B = int(os.getenv("PORT", "1"))',
        'C = os.getenv("PORT") or C',
        'D = "PORT" in os.environ',
    )
    code = "\n".join(rows)
    after = fixing.fixed(project(f"import os\n\n{code}\n"))
    assert "    port: str | None = None\n" in after["shop/config.py"]
    assert after["shop/app.py"].endswith(
        'A = settings.port if settings.port is not None else "1"\n'
        'B = int(settings.port if settings.port is not None else "1")\n'
        "C = settings.port or C\nD = settings.port is not None\n"
    )


def test_what_one_read_needs_and_another_does_not_is_not_decided_here(fixing: Fixing) -> None:
    files = project('import os\n\nA = os.environ.get("HOST", "a")\nB = os.environ["HOST"]\n')
    assert any("this one does not" in why for why in fixing.reasons(files))
    after = fixing.fixed(files)["shop/app.py"]
    assert after.endswith('A = settings.host if settings.host is not None else "a"\nB = os.environ["HOST"]\n')


def test_what_is_only_read_where_the_variable_is_set_needs_no_default(fixing: Fixing) -> None:
    code = 'A = os.environ["HOST"] if os.getenv("HOST") else 1\nif "PORT" in os.environ:\n'
    after = fixing.fixed(project(f'import os\n\n{code}    B = int(os.environ["PORT"])\n'))
    assert "    host: str | None = None\n    port: str | None = None\n" in after["shop/config.py"]
    assert "A = settings.host if settings.host else 1\n" in after["shop/app.py"]
    assert "if settings.port is not None:\n    B = int(settings.port)\n" in after["shop/app.py"]


def test_a_secret_that_is_only_tested_is_not_unwrapped(fixing: Fixing) -> None:
    after = fixing.fixed(project('import os\n\nif os.getenv("API_TOKEN"):\n    A = not os.getenv("API_TOKEN", "")\n'))
    assert after["shop/app.py"].endswith("if settings.api_token:\n    A = not settings.api_token\n")


def test_the_variable_keeps_its_name_under_a_prefix(fixing: Fixing) -> None:
    config = CONFIG.replace("    region", '    model_config = {"env_prefix": "SHOP_"}\n\n    region')
    code = 'import os\nA = os.getenv("SHOP_HOST", "a")\nB = os.getenv("PORT", "b")\n'
    after = fixing.fixed(project(code, config))
    assert '    host: str = "a"\n' in after["shop/config.py"]
    assert '    port: str = Field(default="b", validation_alias="PORT")\n' in after["shop/config.py"]
    assert "A = settings.host\nB = settings.port\n" in after["shop/app.py"]
    for environment in ({}, {"SHOP_HOST": "x", "PORT": "y"}):
        before_names, after_names = outcome(project(code, config), environment), outcome(after, environment)
        assert before_names == after_names


def test_a_field_that_is_there_is_asked(fixing: Fixing) -> None:
    after = fixing.fixed(project('import os\nA = os.getenv("REGION", "eu")\n'))
    assert after["shop/config.py"] == CONFIG
    assert "A = settings.region" in after["shop/app.py"]
    assert "has another default" in fixing.reasons(project('import os\nA = os.getenv("REGION", "us")\n'))[0]


def test_a_read_beside_the_settings_asks_them_where_they_are_made_before(fixing: Fixing) -> None:
    config = "import os\n\n" + CONFIG + 'A = os.getenv("HOST", "a")\n\n\ndef f():\n    return os.getenv("PORT", "b")\n'
    after = fixing.fixed(project("", config), codes=frozenset(("REL108",)))["shop/config.py"]
    assert "A = settings.host\n\n\ndef f():\n    return settings.port\n" in after
    assert '    host: str = "a"\n    port: str = "b"\n\n\nsettings' in after
    early = CONFIG.replace("class", 'import os\n\nA = os.getenv("HOST", "a")\n\n\nclass', 1)
    assert "before the settings are made" in fixing.reasons(project("", early), frozenset(("REL108",)))[0]
    inside = CONFIG.replace('= "eu"', '= os.getenv("REGION", "eu")').replace("from", "import os\n\nfrom", 1)
    assert "in the settings class itself" in fixing.reasons(project("", inside), frozenset(("REL108",)))[0]


def test_a_file_imports_what_it_can_reach(fixing: Fixing) -> None:
    code = 'import os\nA = os.getenv("HOST", "a")\n'
    apart = {"bot/__init__.py": "", "bot/app.py": code, "shop/__init__.py": "", "shop/config.py": CONFIG}
    assert "is not known" in fixing.reasons(apart)[0]
    apart["shop/other.py"] = ""
    apart["bot/app.py"] = code.replace("import os\n", "import os\n\nfrom shop.other import x\n")
    assert "from shop.config import settings\n" in fixing.fixed(apart)["bot/app.py"]
    for name in ("pyproject.toml", "shop/pyproject.toml"):
        apart[name] = ""
    assert "another distribution" in fixing.reasons(apart)[0]
    beside = {"a.py": "from config import settings\n", "b.py": code, "c/x.py": code, "c/y.py": "from config import z\n"}
    after = fixing.fixed({**beside, "config.py": CONFIG, "shop/config.py": ""})
    assert "from config import settings\n" in after["b.py"]
    assert "from config import settings\n" in after["c/x.py"]
    flat = {"shop/config.py": CONFIG, "shop/app.py": code}
    assert "is not known" in fixing.reasons(flat)[0]  # it may be `shop.config`, of a package without `__init__.py`
    flat["shop/pyproject.toml"] = ""
    assert "from config import settings\n" in fixing.fixed(flat)["shop/app.py"]
    named = {"shop/core/config.py": CONFIG, "shop/core/app.py": code, "shop/core/z.py": "from shop.core.app import A\n"}
    assert "from shop.core.config import settings\n" in fixing.fixed(named)["shop/core/app.py"]


def test_a_cached_function_is_an_instance(fixing: Fixing) -> None:
    config = CONFIG.replace("settings = Settings()", "@lru_cache\ndef get_settings():\n    return Settings()")
    config = "from functools import lru_cache\n" + config
    after = fixing.fixed(project('import os\nA = os.getenv("HOST", "a")\n', config))
    assert "A = get_settings().host\n" in after["shop/app.py"]


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ('A = os.environ.get("HOST", default())', "computed"),
        ('A = os.environ.get("DEBUG") and f()', "is true here"),
        ('A = os.environ.get("HOST", "a")\nB = os.environ.get("HOST", "b")', "differ"),
        ('A = os.environ.get("HOST")\nos.environ["HOST"] = "b"', "itself writes it"),
        ('A = os.environ.get("API_TOKEN", "abcd")', "default is a secret"),
        ('A = os.environ.get("HOST", b"a")', "no text"),
        ('if f():\n    A = os.environ["HOST"]', "under a condition"),
        ('def f():\n    name = "HOST"\n    return os.getenv(name)', "left over"),
        ('settings = {}\nruntime_settings = 1\nA = os.environ.get("HOST", "a")', "something else"),
        ('A = os.environ.get(  # why\n    "HOST"\n)', "comment"),
    ],
)
def test_a_fix_that_is_not_sure_is_withheld_with_the_reason(fixing: Fixing, code: str, why: str) -> None:
    files = project(f"import os\n\n{code}\n")
    assert why in fixing.reasons(files)[0]
    assert fixing.fixed(files) == files


@pytest.mark.parametrize(
    ("config", "why"),
    [
        (CONFIG.replace("settings = Settings()", ""), "no settings class has an instance"),
        ("import shop.app\n" + CONFIG, "circular"),
        (CONFIG.replace("    region", '    model_config = {"str_to_lower": True}\n    region'), "str_to_lower"),
        (CONFIG.replace("    region", '    model_config = {"env_prefix": prefix()}\n    region'), "computed"),
        (CONFIG + "settings = None\n", "no settings class has an instance"),
    ],
)
def test_settings_that_cannot_stand_in_are_left_alone(fixing: Fixing, config: str, why: str) -> None:
    files = project('import os\nA = os.environ.get("HOST", "a")\n', config)
    assert why in fixing.reasons(files)[0]
    assert fixing.fixed(files) == files


@pytest.mark.parametrize(
    ("code", "config", "why"),
    [
        ('A = os.environ["HOST"]', CONFIG, "no longer starts"),
        ('A = os.environ.get("HOST")\nos.environ.update(other())', CONFIG, "filled while the program runs"),
        (
            'A = os.environ.get("HOST")',
            CONFIG.replace("    region", '    model_config = {"env_file": ".env"}\n    region'),
            "env file",
        ),
        ('A = os.environ.get("HOST")', CONFIG.replace(' = "eu"', ""), "other variables"),
    ],
)
def test_what_may_change_the_program_is_unsafe(fixing: Fixing, code: str, config: str, why: str) -> None:
    files = project(f"import os\n\n{code}\n", config)
    assert why in fixing.reasons(files)[0]
    assert fixing.fixed(files, unsafe=False) == files
    assert fixing.fixed(files) != files


@pytest.mark.parametrize(
    "code", ['monkeypatch.setenv("HOST", "b")', 'patch.dict(os.environ, {"HOST": "b"})', 'environ(HOST="b")']
)
def test_what_a_test_sets_stays_unless_each_call_makes_the_settings_anew(fixing: Fixing, code: str) -> None:
    files = {
        **project('import os\n\nA = os.environ.get("HOST", "a")\n'),
        "tests/test_app.py": f"def test():\n    {code}\n",
    }
    assert "a test sets it" in fixing.reasons(files)[0]
    files["shop/config.py"] = CONFIG.replace("settings = Settings()", "def settings():\n    return Settings()")
    assert "A = settings().host\n" in fixing.fixed(files)["shop/app.py"]


def test_a_switch_that_is_read_as_it_is_meant_is_unsafe(fixing: Fixing) -> None:
    files = project('import os\nA = bool(os.environ.get("DEBUG", "false"))\n')
    assert "more words than before are switches" in fixing.reasons(files)[0]
    assert fixing.fixed(files, unsafe=False) == files
    assert outcome(fixing.fixed(files), {"DEBUG": "no"})[1] == ""


@pytest.mark.parametrize(
    ("head", "after"),
    [
        (
            "import os\n\nfrom apart.a import b\n",
            "import os\n\nfrom apart.a import b\nfrom shop.config import settings\n",
        ),
        (
            "import os\n\nfrom shop.z import b\n",
            "import os\n\nfrom shop.config import settings\nfrom shop.z import b\n",
        ),
        ("import os\n\nfrom .z import b\n", "import os\n\nfrom shop.config import settings\n\nfrom .z import b\n"),
        (
            "import os\n\nfrom shop.config import Settings\n",
            "import os\n\nfrom shop.config import Settings, settings\n",
        ),
        (
            "import os\n\nfrom shop.config import (\n    Settings,\n)\n",
            "import os\n\nfrom shop.config import (\n    Settings,\n    settings,\n)\n",
        ),
        (
            "import os\n\nfrom shop.config import settings as s\n",
            "import os\n\nfrom shop.config import settings as s\n",
        ),
        (
            "from __future__ import annotations\n\nimport os\n",
            "from __future__ import annotations\n\nimport os\n\nfrom shop.config import settings\n",
        ),
    ],
)
def test_the_import_stands_where_a_sorter_wants_it(fixing: Fixing, head: str, after: str) -> None:
    files = {**project(f'{head}\nA = os.getenv("HOST"), os.name\n'), "apart/__init__.py": "", "apart/a.py": "b = 1\n"}
    assert fixing.fixed(files)["shop/app.py"].startswith(after)


def test_no_import_goes_above_what_changes_the_environment(fixing: Fixing) -> None:
    files = project('import os\nos.environ["GDAL_DATA"] = "/gdal"\n\n\ndef f():\n    return os.getenv("A_B", "a")\n')
    assert "changes the environment before it imports more" in fixing.reasons(files)[0]
    there = files | {"shop/app.py": "from shop.config import settings\n" + files["shop/app.py"]}
    assert "return settings.a_b\n" in fixing.fixed(there)["shop/app.py"]


LONG = "A_VARIABLE_WITH_A_NAME_THAT_IS_QUITE_LONG"


@pytest.mark.parametrize(
    ("code", "after"),
    [
        (
            f'def f():\n    x = int(os.getenv("{LONG}", SOME))\n',
            "    x = int(\n        settings.{0}\n        if settings.{0} is not None\n        else SOME\n    )\n",
        ),
        (
            f'def f():\n    for x in os.getenv("{LONG}", SOME):\n        pass\n',
            "    for x in (\n        settings.{0}\n        if settings.{0} is not None\n        else SOME\n    ):\n",
        ),
        (
            f'def f():\n    x = g(os.getenv("{LONG}", SOME), 1)\n',
            "    x = g((\n        settings.{0}\n        if settings.{0} is not None\n        else SOME\n    ), 1)\n",
        ),
        (
            f'def f():\n    x = (os.getenv("{LONG}", SOME)) + "."\n',
            '    x = (\n        settings.{0}\n        if settings.{0} is not None\n        else SOME\n    ) + "."\n',
        ),
        (
            f'def f():\n    x = int(\n        os.getenv("{LONG}", SOME)\n    )\n',
            "    x = int(\n        settings.{0}\n        if settings.{0} is not None\n        else SOME\n    )\n",
        ),
        (
            f'def f():\n    x = os.getenv(\n        "{LONG}",\n        join(\n            SOME,\n        ),\n    )\n',
            "    x = (\n        settings.{0}\n        if settings.{0} is not None\n        else join(SOME)\n    )\n",
        ),
    ],
)
def test_a_long_condition_is_on_several_lines(fixing: Fixing, code: str, after: str) -> None:
    code = code.replace("join(", "str(")
    made = fixing.fixed(project(f"import os\n\nSOME = 1\n\n\n{code}"))["shop/app.py"]
    assert after.replace("join(", "str(").format(LONG.lower()) in made


def test_a_switch_without_a_literal_default_stays(fixing: Fixing) -> None:
    files = project('import os\n\nON = "1"\nif os.getenv("SEND", ON):\n    pass\n')
    assert set(fixing.reasons(files)) == {"its default is no literal"}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("pyproject.toml", "[tool.black]\nline-length = 160\n"),
        ("ruff.toml", "line-length = 160\n"),
        ("shop/pyproject.toml", "[tool.ruff]\nline-length = 160\n"),
    ],
)
def test_lines_are_as_long_as_the_project_has_them(fixing: Fixing, path: str, text: str) -> None:
    code = f'import os\n\n\ndef f():\n    return os.getenv("{LONG}", 30)\n'
    made = fixing.fixed({**project(code), path: text})["shop/app.py"]
    assert f"return settings.{LONG.lower()} if settings.{LONG.lower()} is not None else 30\n" in made


def test_a_switch_that_is_turned_needs_no_parentheses_in_a_chain(fixing: Fixing) -> None:
    code = 'import os\n\nif x or os.getenv("SEND", "true") == "false":\n    pass\n'
    assert "if x or not settings.send:" in fixing.fixed(project(code), bold=True)["shop/app.py"]


def test_settings_that_a_package_hands_on_are_used_as_the_file_has_them(fixing: Fixing) -> None:
    files = {
        **project('import os\n\nfrom shop import settings as s\n\nX = [s]\nHOST = os.getenv("HOST", "a")\n'),
        "shop/__init__.py": "from shop.config import settings\n",
    }
    after = fixing.fixed(files)["shop/app.py"]
    assert after == "import os\n\nfrom shop import settings as s\n\nX = [s]\nHOST = s.host\n"


def test_another_thing_of_the_name_that_a_package_hands_on_is_none_of_the_settings(fixing: Fixing) -> None:
    files = {
        **project('import os\n\nfrom shop import settings\n\nX = [settings]\nHOST = os.getenv("HOST", "a")\n'),
        "shop/__init__.py": "from shop.other import settings\n",
        "shop/other.py": "settings = 1\n",
    }
    after = fixing.fixed(files)["shop/app.py"]
    assert "from shop.config import settings as runtime_settings\n" in after
    assert "HOST = runtime_settings.host\n" in after


def test_names_that_differ_in_case_alone_stay(fixing: Fixing) -> None:
    files = project('import os\n\nLEVEL = os.getenv("LOG_LEVEL") or os.getenv("log_level")\n')
    assert set(fixing.reasons(files)) == {"it is also read in another case, and the settings take both for one"}


def test_no_import_goes_above_a_change_of_the_path(fixing: Fixing) -> None:
    code = "import os\nimport sys\n\ntry:\n    sys.path.insert(0, '..')\n    from shop.names import x\n"
    code += 'except ImportError:\n    x = 1\n\nHOST = os.getenv("HOST", "a")\n'
    files = {**project(code), "shop/names.py": "x = 2\n"}
    assert fixing.reasons(files) == ["this file changes `sys.path` before it can import from the project"]


def test_a_setting_is_asked_alone_where_all_that_counts_is_that_it_is_true(fixing: Fixing) -> None:
    code = 'import os\n\n\ndef f():\n    x = os.getenv("ZONE", False)\n    return not os.getenv("ZONE", False)\n'
    after = fixing.fixed(project(code))["shop/app.py"]
    assert "    x = settings.zone if settings.zone is not None else False\n    return not settings.zone\n" in after
