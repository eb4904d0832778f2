"""What is said of reads and writes in whole little projects: what reading such reports by eye has taught."""

from pathlib import Path

import pytest
from little import SETTINGS, distribution, django, lint, reads, report, said

from relcheck import api
from relcheck.asked import Asked
from relcheck.cli.ignores import write
from relcheck.config import Config
from relcheck.repair import repair


def test_a_settings_class_of_another_project_in_the_repository_demands_nothing(tmp_path: Path) -> None:
    files = {
        "api/pyproject.toml": distribution("api"),
        "api/manage.py": django("app.settings"),
        "api/app/settings.py": reads("CACHE_TTL"),
        "bot/pyproject.toml": distribution("bot"),
        "bot/bot/config.py": SETTINGS,
    }
    assert said(tmp_path, files, "REL105") == []
    (tmp_path / "api/app/typed.py").write_text(SETTINGS)
    assert said(tmp_path, {}, "REL105") == [("REL105", "api/app/settings.py")]


@pytest.mark.parametrize(("needs", "found"), [((), 0), (("bot",), 1)])
def test_defaults_may_differ_in_programs_that_run_apart(tmp_path: Path, needs: tuple[str, ...], found: int) -> None:
    files = {
        "api/pyproject.toml": distribution("api", *needs),
        "api/api.py": 'import os\ndef f(): return os.environ.get("SHOP_LEVEL", "info")\n',
        "bot/pyproject.toml": distribution("bot"),
        "bot/bot.py": 'import os\ndef f(): return os.environ.get("SHOP_LEVEL", "debug")\n',
    }
    assert len(lint(tmp_path, files, "REL106")) == found


def test_a_loop_over_names_is_about_those_that_are_not_everybodys(tmp_path: Path) -> None:
    text = "import os\ndef f():\n    return [os.environ.get(name) for name in ('HOME', 'A_KEY', 'B_KEY')]\n"
    (one,) = lint(tmp_path, {"shop/work.py": text}, "REL101")
    assert (one.variable, one.message[:22]) == ("A_KEY", "`A_KEY` (and 1 more) i")


def test_the_name_of_an_env_file_is_asked_for_before_all_settings(tmp_path: Path) -> None:
    text = "import os\nimport dotenv\ndotenv.load_dotenv(dotenv_path=os.environ.get('DOTENV_PATH'))\n"
    assert said(tmp_path, {"manage.py": text, "shop/celery.py": text}) == []
    assert [code for code, _ in said(tmp_path, {"shop/work.py": text})] == ["REL104"]


def test_what_is_told_to_each_process_by_its_launcher_may_be_read_anywhere(tmp_path: Path) -> None:
    text = (
        'import os\ndef rank():\n    return int(os.environ["LOCAL_RANK"]), os.environ.get("DJANGO_SETTINGS_MODULE")\n'
    )
    assert said(tmp_path, {"shop/work.py": text}) == []


def test_two_defaults_in_one_file_are_told_by_their_line(tmp_path: Path) -> None:
    text = 'import os\nA = int(os.getenv("A_MAX", "3"))\nB = int(os.getenv("A_MAX", "4"))\nC = os.environ.get("", 1)\n'
    (one,) = lint(tmp_path, {"shop/config.py": text + 'D = os.environ.get("", 2)\n'}, "REL106")
    assert one.message == "`A_MAX` has another default than in line 2"


@pytest.mark.parametrize(("name", "found"), [("SALTED_PASS", 0), ("GITHUB_REF", 0), ("STANDALONE", 1), ("USE_HOST", 1)])
def test_whether_a_value_is_there_may_be_asked(tmp_path: Path, name: str, found: int) -> None:
    text = f'import os\nif os.getenv("{name}", False):\n    pass\n'
    assert len(lint(tmp_path, {"shop/config.py": text}, "REL107")) == found


def test_a_name_that_is_tested_and_then_read_is_unknown_once(tmp_path: Path) -> None:
    lines = (
        "import os",
        "def source(key):",
        "    if key in os.environ:",
        "        return os.environ[key]",
        "    return ''",
    )
    other = ("def other(key):", "    return os.environ[key]")
    found = lint(tmp_path, {"app.py": "\n".join((*lines, *other)) + "\n"}, "REL1")
    assert [(one.code, one.span.line) for one in found] == [("REL103", 3), ("REL103", 7)]


def test_defaults_that_a_settings_class_reads_by_hand_are_one_habit(tmp_path: Path) -> None:
    text = (
        "import os\nfrom pydantic_settings import BaseSettings\n\n\n"
        "class Settings(BaseSettings):\n    debug: bool = False\n"
        '    host: str = os.getenv("SHOP_HOST", "db")\n    port: str = os.getenv("SHOP_PORT", "1")\n'
        'class Testing(Settings):\n    more: str = ""\n\n\nREGION = os.environ.get("SHOP_REGION")\n'
        'if "SHOP_ROOT" in os.environ:\n    ROOT = os.environ["SHOP_ROOT"]\n'
    )
    found = lint(tmp_path, {"shop/config.py": text}, "REL108")
    assert [(one.span.line, one.message) for one in found] == [
        (7, "`SHOP_HOST` (and 1 more) is read by hand beside the settings class `Settings`"),
        (13, "`SHOP_REGION` is read by hand beside the settings class `Settings`"),
        (14, "`SHOP_ROOT` is read by hand beside the settings class `Settings`"),
    ]


def test_a_read_in_the_settings_of_a_library_is_told_as_the_library_s(tmp_path: Path) -> None:
    files = {
        "pyproject.toml": '[project]\nname = "client"\nversion = "1"\n',
        "user/pyproject.toml": distribution("user", "client"),
        "client/config.py": "import os\n" + SETTINGS + '\ndef key(): return os.environ["CLIENT_KEY"]\n',
        "client/more.py": 'import os\ndef f(): return os.environ["CLIENT_KEY"]\n',
    }
    assert set(said(tmp_path, files, "REL108", "REL301")) == {
        ("REL301", "client/config.py"),
        ("REL301", "client/more.py"),
    }


def test_variables_in_a_text_of_the_user_are_a_note(tmp_path: Path) -> None:
    files = {"app.py": "import os\ndef path(text): return os.path.expandvars(text)\n"}
    assert [one.severity for one in lint(tmp_path, files, "REL101")] == ["info"]


def test_what_the_runner_of_a_pipeline_gives_is_everybody_s(tmp_path: Path) -> None:
    files = {"shop/work.py": reads("GITHUB_OUTPUT", "GITHUB_WORKSPACE", "RUNNER_TEMP", "AWS_LAMBDA_FUNCTION_NAME")}
    assert said(tmp_path, files, "REL1") == []
    assert len(lint(tmp_path, {"shop/work.py": reads("GITHUB_TOKEN")}, "REL102")) == 1


SWAP = """import os

def unset(names):
    kept = {name: os.environ[name] for name in names}
    for name in names:
        del os.environ[name]
    for name in names:
        os.environ[name] = kept[name]

def cluster(path):
    before = os.environ.get("SHOP_CLUSTER")
    os.environ["SHOP_CLUSTER"] = path
    os.environ["SHOP_CLUSTER"] = before

def token(given):
    key = given or os.environ.get("SHOP_KEY")
    os.environ["SHOP_KEY"] = key
    return os.environ["SHOP_KEY"]

def restored():
    kept = os.environ.copy()
    os.environ.clear()
    os.environ.update(kept)

if "SHOP_CACHE" not in os.environ:
    os.environ["SHOP_CACHE"] = "/cache"
LEVEL = os.environ["SHOP_CACHE"]
"""


def test_what_a_function_saves_writes_and_puts_back_is_told_once(tmp_path: Path) -> None:
    found = lint(tmp_path, {"shop/work.py": SWAP}, "REL1")
    assert [(one.code, one.span.line, len(one.related)) for one in found] == [
        ("REL104", 6, 1), ("REL104", 12, 1), ("REL101", 16, 0), ("REL104", 17, 0), ("REL104", 26, 0), ("REL102", 27, 0)
    ]  # fmt: skip
    library = {"pyproject.toml": '[project]\nname = "client"\nversion = "1"\n'}
    found = lint(tmp_path, library, "REL3")
    assert [(one.code, one.span.line) for one in found] == [
        ("REL304", 6), ("REL304", 12), ("REL301", 16), ("REL304", 17), ("REL304", 26), ("REL302", 27)
    ]  # fmt: skip


def test_a_library_that_fills_the_environment_changes_it(tmp_path: Path) -> None:
    files = {
        "pyproject.toml": '[project]\nname = "client"\nversion = "1"\n',
        "client/http.py": "import os\ndef f(some): os.environ.update(some)\n",
    }
    assert [one.message for one in lint(tmp_path, files, "REL304")] == [
        "this library changes the application's environment"
    ]


def test_names_that_a_command_s_user_chooses_are_told_once_a_function(tmp_path: Path) -> None:
    lines = [f"    args.{name} = os.environ.get(args.{name}_env_var)\n" for name in ("a", "b", "c")]
    found = lint(tmp_path, {"shop/cli.py": "import os\ndef run(args):\n" + "    #\n    #\n".join(lines)}, "REL1")
    assert [(one.span.line, len(one.related)) for one in found] == [(3, 2)]


def test_an_env_file_that_is_read_is_not_called_the_environment(tmp_path: Path) -> None:
    files = {"shop/work.py": "from dotenv import dotenv_values\ndef f(path): return dotenv_values(path)\n"}
    assert [one.message for one in lint(tmp_path, files, "REL1")] == [
        "an env file is read here, and the project has no runtime config module"
    ]
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "client"\nversion = "1"\n')
    assert said(tmp_path, {}, "REL3") == []


TOKEN = "bi5FDwhZGKfc4urLJ_ChGtIAaOPgxd3RDOhnvct10mw="


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ('return os.environ | {"TOKEN": token}', 0),
        ('return {**os.environ, "TOKEN": token}', 0),
        ('return {"TOKEN": token, **os.environ}', 1),
        ("return {**token, **os.environ}", 1),
        ("env = {}\n    env.update(os.environ)\n    return env", 0),
        ("settings = {}\n    settings.update(os.environ)", 1),
        ("env_vars = os.environ.copy()\n    return env_vars", 0),
        ("run(env=token if token else os.environ)", 0),
    ],
)
def test_a_copy_that_overrules_the_environment_is_for_a_child(tmp_path: Path, code: str, found: int) -> None:
    assert len(lint(tmp_path, {"shop/work.py": f"import os\ndef f(token, run):\n    {code}\n"}, "REL101")) == found


def test_the_call_of_a_helper_that_puts_back_writes_nothing(tmp_path: Path) -> None:
    files = {"shop/work.py": SWAP + '\n\ndef run():\n    unset(["SHOP_CLUSTER"])\n'}
    assert [line for line in (one.span.line for one in lint(tmp_path, files, "REL104")) if line > 27] == []


def test_a_variable_that_tells_a_library_is_written_with_a_note(tmp_path: Path) -> None:
    lines = [f'    os.environ["{name}"] = "a"\n' for name in ("RAY_LOG_LEVEL", "AWS_TOKEN")]
    files = {"shop/work.py": "import os\ndef f():\n" + "".join(lines)}
    assert [one.severity for one in lint(tmp_path, files, "REL104")] == ["info", "warning"]


def test_functions_of_a_lambda_may_have_defaults_of_their_own(tmp_path: Path) -> None:
    text = 'import os\ndef handler(event, context): return os.environ.get("SHOP_TABLE", "{}")\n'
    files = {"hotel/book.py": text.format("hotels"), "flight/book.py": text.format("flights")}
    assert said(tmp_path, files, "REL106") == []
    files = {path: code.replace("handler(event", "work(given") for path, code in files.items()}
    assert len(lint(tmp_path, files, "REL106")) == 1


CONTEXT = """import os
from contextlib import contextmanager

@contextmanager
def environment(given):
    before = os.environ.copy()
    os.environ.update(given)
    yield
    for key in given:
        if key not in before:
            del os.environ[key]
        else:
            os.environ[key] = before[key]
"""


def test_what_a_context_puts_back_name_by_name_is_no_change(tmp_path: Path) -> None:
    assert said(tmp_path, {"shop/work.py": CONTEXT}, "REL104") == []


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [("False", "0", 0), ('"1"', "True", 0), ("True", "0", 1), ('"10"', "0", 1)],
)
def test_a_switch_that_is_off_is_off_however_it_is_written(tmp_path: Path, one: str, other: str, found: int) -> None:
    code = 'import os\ndef f(): return os.environ.get("SHOP_LEVEL", {0})\n'
    files = {"shop/a.py": code.format(one), "shop/b.py": code.format(other)}
    assert len(lint(tmp_path, files, "REL106")) == found


def test_settings_of_tests_have_defaults_of_their_own(tmp_path: Path) -> None:
    code = 'import os\nSECRET_KEY = os.environ.get("SHOP_LEVEL", "{0}")\n'
    files = {f"shop/settings/{name}.py": code.format(name) for name in ("local", "test", "dev")}
    assert said(tmp_path, files, "REL106") == []


TWICE = """import os

def host(config):
    if "MAIL_HOST" in os.environ:
        config["host"] = os.environ["MAIL_HOST"]
    if os.getenv("MAIL_PORT"):
        return os.getenv("MAIL_PORT")

if "MAIL_USER" in os.environ:
    USER = os.environ["MAIL_USER"]
    NAME = OTHER = 1
    MORE = ""
    SOME = ""
    THAT = ""
    LAST = os.environ["MAIL_USER"]
"""


def test_a_variable_that_is_tested_and_then_read_is_told_once(tmp_path: Path) -> None:
    files = {"shop/config.py": SETTINGS + "\nsettings = Settings()\n", "shop/work.py": TWICE, "shop/__init__.py": ""}
    found = lint(tmp_path, files, "REL101", "REL102")
    assert [(one.code, one.span.line, [place.span.line for place in one.related]) for one in found] == [
        ("REL101", 4, [5]), ("REL101", 6, [7]), ("REL102", 9, [10]), ("REL102", 15, [])
    ]  # fmt: skip
    library = {"pyproject.toml": '[project]\nname = "client"\nversion = "1"\n', "shop/config.py": "", **files}
    del library["shop/config.py"]
    (tmp_path / "shop/config.py").write_text("")
    found = lint(tmp_path, library, "REL301", "REL302")
    assert [one.span.line for one in found] == [4, 6, 9, 15]


def test_one_fix_mends_all_places_of_a_finding(tmp_path: Path) -> None:
    files = {"shop/config.py": SETTINGS + "\nsettings = Settings()\n", "shop/work.py": TWICE, "shop/__init__.py": ""}
    lint(tmp_path, {"pyproject.toml": distribution("shop"), **files}, "REL101")
    root, options = str(tmp_path.resolve()), api.Options(cache=False, jobs=1)
    done = repair([root], Config(root=root), asked=Asked(), options=options, unsafe=True)
    text = done.after["shop/work.py"].decode()
    assert ("MAIL_HOST" in text, text.count("settings.mail_host"), text.count("settings.mail_port")) == (False, 2, 2)


def test_a_comment_is_added_at_each_place_of_a_finding(tmp_path: Path) -> None:
    found = report(tmp_path, {"shop/work.py": TWICE}, "REL101", "REL102")
    assert write(found, Config(root=str(tmp_path.resolve())), "")[:2] == (4, 1)
    assert (tmp_path / "shop/work.py").read_text().count("# relcheck: ignore") == 7
    assert lint(tmp_path, {}, "REL101", "REL102") == ()


FILLED = """import os

def prepare(url):
    os.environ["MAIL_URL"] = url
    os.environ["MAIL_PORT"] = "25"
    os.environ["OMP_NUM_THREADS"] = "1"
    os.environ["MAIL_URL"] = url.lower()
"""


def test_variables_that_one_function_writes_are_one_habit(tmp_path: Path) -> None:
    found = lint(tmp_path, {"shop/work.py": FILLED}, "REL104")
    assert [(one.message.partition(" is ")[0], one.severity, len(one.related)) for one in found] == [
        ("`MAIL_URL` (and 1 more)", "warning", 2), ("`OMP_NUM_THREADS`", "info", 0)
    ]  # fmt: skip


def test_a_variable_that_a_function_reads_again_is_told_once_a_function(tmp_path: Path) -> None:
    ask = 'def {0}():\n    x()\n    return os.environ.get("SHOP_KEY") + os.environ.get("SHOP_KEY")\n'
    code = "import os\n" + "".join(ask.format(name) for name in "fg") + 'KEY = os.environ.get("SHOP_KEY")\n'
    found = lint(tmp_path, {"shop/work.py": code}, "REL101", "REL102")
    assert [(one.code, one.span.line, len(one.related)) for one in found] == [
        ("REL101", 4, 1), ("REL101", 7, 1), ("REL102", 8, 0),
    ]  # fmt: skip


def test_what_systems_and_their_libraries_give_is_everybody_s(tmp_path: Path) -> None:
    names = "PROGRAMFILES(X86) SystemRoot REQUESTS_CA_BUNDLE PROMETHEUS_MULTIPROC_DIR ECS_CONTAINER_METADATA_URI_V4"
    body = "".join(f"    print(os.environ.get({name!r}))\n" for name in names.split())
    assert said(tmp_path, {"shop/work.py": f"import os\ndef f():\n{body}"}, "REL1") == []


def test_a_text_that_is_kept_while_it_is_tested_may_be_parsed_yet(tmp_path: Path) -> None:
    code = "import os\ndef f():\n    if text := os.environ.get('MAIL_ENABLED'):\n        return parse(text)\n"
    assert said(tmp_path, {"shop/work.py": code}, "REL107") == []
    assert len(lint(tmp_path, {"shop/work.py": code.replace("text := ", "")}, "REL107")) == 1
