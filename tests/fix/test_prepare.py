"""Reads that have no home get one, when unsafe fixes are asked for."""

from pathlib import Path

import pytest

from relcheck import api
from relcheck.asked import Asked
from relcheck.config import Config
from relcheck.configfile import for_run
from relcheck.repair import Repaired, repair
from relcheck.ruff import binary

APP = 'import os\n\n\ndef f():\n    return os.environ.get("HOST", "a")\n'
SCRIPT = '[project]\nname = "shop"\n\n[project.scripts]\nshop = "shop.app:f"\n'
CLASS = "from pydantic_settings import BaseSettings\n\n\nclass Settings(BaseSettings):\n    region: str{}\n"


def repaired(root: Path, files: dict[str, str], unsafe: bool = True) -> Repaired:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    config: Config = for_run(str(root))
    return repair([str(root)], config, asked=Asked(), options=api.Options(cache=False), unsafe=unsafe)


def after(root: Path, files: dict[str, str]) -> dict[str, str]:
    return {path: data.decode() for path, data in repaired(root, files).after.items()}


def test_a_runtime_module_is_made_at_the_top_of_the_package(tmp_path: Path) -> None:
    files = {"shop/__init__.py": "", "shop/jobs/__init__.py": "", "shop/jobs/mail.py": APP}
    assert repaired(tmp_path, files, unsafe=False).after == {}
    made = after(tmp_path, files)
    assert set(made) == {"shop/runtime.py", "shop/jobs/mail.py"}
    assert '    host: str = "a"\n\n\nsettings = Settings()\n' in made["shop/runtime.py"]
    assert made["shop/jobs/mail.py"] == ("from shop.runtime import settings\n\n\ndef f():\n    return settings.host\n")


def test_a_runtime_module_is_not_hidden_by_a_package_of_its_name(tmp_path: Path) -> None:
    files = {"shop/__init__.py": "", "shop/runtime/__init__.py": "", "shop/app.py": APP}
    assert set(after(tmp_path, files)) == {"shop/runtime_config.py", "shop/app.py"}


def test_a_class_without_an_instance_gets_one(tmp_path: Path) -> None:
    files = {"shop/__init__.py": "", "shop/config.py": CLASS.format(' = "eu"') + "\n\nx = 1\n", "shop/app.py": APP}
    made = after(tmp_path, files)
    assert made["shop/config.py"].endswith('    host: str = "a"\n\n\nsettings = Settings()\n\n\nx = 1\n')


def test_a_class_that_needs_variables_gets_a_cached_function(tmp_path: Path) -> None:
    files = {"shop/__init__.py": "", "shop/config.py": CLASS.format(""), "shop/app.py": APP}
    made = after(tmp_path, files)
    assert made["shop/config.py"].startswith("from functools import lru_cache\n")
    assert "@lru_cache\ndef get_settings() -> Settings:\n    return Settings()\n" in made["shop/config.py"]
    assert "return get_settings().host\n" in made["shop/app.py"]


def test_a_class_that_is_made_with_arguments_is_no_home(tmp_path: Path) -> None:
    config = CLASS.format("") + "\n\ndef made(x):\n    return Settings(region=x)\n"
    made = after(tmp_path, {"shop/__init__.py": "", "shop/config.py": config, "shop/app.py": APP})
    assert set(made) == {"shop/runtime.py", "shop/app.py"}


def test_a_library_gets_no_settings(tmp_path: Path) -> None:
    project = '[project]\nname = "shop"\n[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'
    assert after(tmp_path, {"pyproject.toml": project, "shop/__init__.py": "", "shop/app.py": APP}) == {}


@pytest.mark.parametrize("table", ["", '\n[tool.relcheck]\n# ours\nkind = "application"\n'])
def test_what_was_the_runtime_module_by_its_name_stays_one(tmp_path: Path, table: str) -> None:
    files = {
        "pyproject.toml": f"{SCRIPT}{table}",
        "shop/__init__.py": "",
        "shop/config.py": "import os\n\nX = os.environ[name()]\n",
        "shop/app.py": APP,
    }
    done = repaired(tmp_path, files)
    toml = done.after["pyproject.toml"].decode()
    assert toml.startswith(files["pyproject.toml"])
    assert '"shop/config.py"' in toml
    assert '"shop/runtime.py"' in toml
    assert not [
        found for found in done.report.diagnostics if found.span.path == "shop/config.py" and found.code == "REL101"
    ]


def test_a_home_that_nothing_moves_into_is_not_made(tmp_path: Path) -> None:
    files = {
        "pyproject.toml": SCRIPT,
        "shop/__init__.py": "",
        "shop/config.py": 'import os\n\nX = os.environ["X"]\n',
        "shop/app.py": APP.replace('"HOST"', "name()"),
    }
    assert after(tmp_path, files) == {}


def test_a_sibling_called_like_an_installed_package_tells_nothing_of_imports(tmp_path: Path) -> None:
    files = {
        "shop/__init__.py": "",
        "shop/azure.py": "import azure.storage\nfrom shop.names import x\n",
        "shop/names.py": "x = 1\n",
        "shop/config.py": CLASS.format(' = "eu"') + "\n\nsettings = Settings()\n",
        "shop/app.py": APP,
    }
    assert "from shop.config import settings\n" in after(tmp_path, files)["shop/app.py"]


def test_an_import_that_named_the_variable_goes_unless_others_have_it_from_there(tmp_path: Path) -> None:
    files = {
        "shop/__init__.py": "",
        "shop/names.py": 'HOST = "HOST"\nPORT = "PORT"\n',
        "shop/app.py": "import os\n\nfrom shop.names import (\n    HOST,\n    PORT,\n)\n\n\ndef f():\n"
        '    return os.getenv(HOST, "a"), os.getenv(PORT, "b")\n',
        "shop/other.py": "from shop.app import PORT\n\nprint(PORT)\n",
    }
    made = after(tmp_path, files)["shop/app.py"]
    assert "HOST" not in made
    assert "from shop.names import (\n    PORT,\n)\n" in made


def test_a_package_that_imports_relatively_is_not_on_the_path_itself(tmp_path: Path) -> None:
    files = {
        "shop/__init__.py": "",
        "shop/traitlets.py": "",
        "shop/utils.py": "",
        "shop/jobs/__init__.py": "",
        "shop/jobs/mail.py": "import os\n\nfrom traitlets import Any\n\nfrom ..utils import Any as Other\n\n\n"
        'def f():\n    return os.getenv("HOST", "a")\n',
    }
    made = after(tmp_path, files)["shop/jobs/mail.py"]
    assert made.startswith(
        "from traitlets import Any\n\nfrom shop.runtime import settings\n\nfrom ..utils import Any as Other\n"
    )


def test_a_directory_that_relative_imports_name_is_a_package_without_an_init(tmp_path: Path) -> None:
    files = {
        "api/__init__.py": "",
        "api/src/core/__init__.py": "",
        "api/src/core/config.py": CLASS.format(' = "eu"') + "\n\nsettings = Settings()\n",
        "api/src/routers/__init__.py": "",
        "api/src/routers/page.py": APP,
        "api/src/routers/other.py": "from ..core import config\n",
    }
    made = after(tmp_path, files)
    assert set(made) == {"api/src/core/config.py", "api/src/routers/page.py"}
    assert made["api/src/routers/page.py"].startswith("from api.src.core.config import settings\n")


def test_what_is_made_is_formatted(tmp_path: Path) -> None:
    files = {
        "shop/__init__.py": "",
        "shop/app.py": 'import os\n\n\nX = os.getenv("X", "a")\n\n\ndef f():\n    return os.getenv("HOST"), X\n',
    }
    for path, text in after(tmp_path, files).items():
        (tmp_path / path).write_text(text)
    done = binary.ruff("format", "--isolated", "--diff", str(tmp_path))
    assert done.status == 0, done.stdout.decode()


LOADED = APP.replace("import os\n", "import os\n\nfrom dotenv import load_dotenv\n\nload_dotenv({})\n")


def test_where_the_program_loads_a_file_the_new_class_reads_it_too(tmp_path: Path) -> None:
    made = after(tmp_path, {"shop/__init__.py": "", "shop/app.py": LOADED.format("")})
    assert 'model_config = SettingsConfigDict(env_file=".env", extra="ignore")\n\n    host' in made["shop/runtime.py"]
    assert "return settings.host\n" in made["shop/app.py"]


@pytest.mark.parametrize(
    ("load", "file"),
    [
        ('load_dotenv("conf/local.env")', "conf/local.env"),
        ("load_dotenv(find_dotenv())", ".env"),
        ("load_dotenv(dotenv_path=Path(__file__).parent / '.env.local')", ".env.local"),
        ("where = join(here, '../shop.env')\nload_dotenv(where)", "shop.env"),
        ("load_dotenv(override=True)", ".env"),
    ],
)
def test_the_new_class_reads_the_file_that_the_program_loads(tmp_path: Path, load: str, file: str) -> None:
    main = f"from pathlib import Path\n\nfrom dotenv import find_dotenv, load_dotenv\n\n{load}\n"
    made = after(tmp_path, {"shop/__init__.py": "", "shop/main.py": main, "shop/app.py": APP})
    assert f'env_file="{file}"' in made["shop/runtime.py"]


@pytest.mark.parametrize("load", ["load_dotenv(given())", 'load_dotenv("a.env")\nload_dotenv("b.env")'])
def test_no_class_is_made_where_the_file_that_the_program_loads_is_not_certain(tmp_path: Path, load: str) -> None:
    files = {"shop/__init__.py": "", "shop/main.py": f"from dotenv import load_dotenv\n\n{load}\n", "shop/app.py": APP}
    done = repaired(tmp_path, files)
    assert done.after == {}
    assert set(done.withheld.values()) == {"the program loads variables from a file, and which one is not certain"}


def test_a_read_behind_a_file_that_the_settings_do_not_see_stays(tmp_path: Path) -> None:
    files = {"shop/__init__.py": "", "shop/config.py": CLASS.format(' = "eu"') + "\n\nsettings = Settings()\n"}
    assert after(tmp_path, files | {"shop/app.py": LOADED.format("")}) == {}
    assert after(tmp_path, files | {"shop/app.py": LOADED.format('".other"')}) == {}


@pytest.mark.parametrize("noted", ["Disk", '"Disk"', "list[Disk]", "'Disk | None'"])
@pytest.mark.parametrize("base", ["BaseSettings", "Plain"])
def test_a_class_that_is_part_of_another_is_no_home(tmp_path: Path, noted: str, base: str) -> None:
    config = CLASS.format(' = "eu"').replace("Settings(", "Disk(") + (
        f"\n\nclass Storage({base}):\n    model_config = {{'env_prefix': 'S_'}}\n    disk: {noted} = Disk()\n"
    )
    made = after(tmp_path, {"shop/__init__.py": "", "shop/config.py": config, "shop/app.py": APP})
    assert "shop/config.py" not in made


@pytest.mark.parametrize(
    ("path", "text", "said"),
    [
        ("requirements/base.txt", "pydantic_settings==2\n", False),
        (
            "pyproject.toml",
            SCRIPT.replace("[project.s", 'dependencies = ["pydantic-settings>=2"]\n\n[project.s'),
            False,
        ),
        ("pyproject.toml", SCRIPT, True),
        ("notes.md", "pydantic-settings\n", True),
    ],
)
def test_a_new_module_says_what_the_project_has_to_depend_on(tmp_path: Path, path: str, text: str, said: bool) -> None:
    done = repaired(tmp_path, {path: text, "shop/__init__.py": "", "shop/app.py": APP})
    note = "shop/runtime.py imports pydantic_settings: make `pydantic-settings` a dependency of the project"
    assert (note in done.report.notes) is said
