"""Calls of third-party readers are accesses, with the variables that they are about."""

from typing import Any

import pytest

from relcheck.facts.python import Access
from relcheck.repo.python import may_hold, read
from relcheck.repo.python.tables.libraries import READERS, Reader
from relcheck.repo.python.tables.rows import extend, reader


def accesses(text: str) -> list[Access]:
    return [access for access in read(text.encode(), "shop/config.py").accesses if access.kind == "library"]


def about(access: Access) -> tuple[Any, ...]:
    return (access.direction, access.names or access.pattern)


ENVIRON = "import environ\nenv = environ.Env(DEBUG=(bool, False), PORT=int)\n"
ENVIRONS = "from environs import Env\nenv = Env()\n"
CATALOGUE = {
    # python-decouple
    "from decouple import config\nconfig('K')": ("read", ("K",)),
    "from decouple import config as c\nc('K', default='x', cast=int)": ("read", ("K",)),
    "import decouple\ndecouple.config('K')": ("read", ("K",)),
    "from decouple import AutoConfig\nconfig = AutoConfig(search_path='/etc')\nconfig('K')": ("read", ("K",)),
    "from decouple import Config, RepositoryEnv\nconfig = Config(RepositoryEnv('.env'))\nconfig('K')": ("read", ("K",)),
    "from decouple import Config, RepositoryEnv\nConfig(RepositoryEnv('.env')).get('K')": ("read", ("K",)),
    # django-environ
    ENVIRON + "env('K')": ("read", ("K",)),
    ENVIRON + "env.bool('K', default=False)": ("read", ("K",)),
    ENVIRON + "env.db()": ("read", ("DATABASE_URL",)),
    ENVIRON + "env.db_url('PRIMARY')": ("read", ("PRIMARY",)),
    ENVIRON + "env.cache_url('CACHE', default='x')": ("read", ("CACHE",)),
    ENVIRON + "environ.Env.read_env('.env')": ("write", ""),
    ENVIRON + "env.prefix = 'SHOP_'\nenv.str('K')": ("read", ("SHOP_K",)),
    "from environ import FileAwareEnv\nenv = FileAwareEnv()\nenv.path('K')": ("read", ("K",)),
    # environs
    ENVIRONS + "env('K')": ("read", ("K",)),
    ENVIRONS + "env.int('K', 3)": ("read", ("K",)),
    ENVIRONS + "env.read_env()": ("write", ""),
    ENVIRONS + "with env.prefixed('SHOP_'):\n    with env.prefixed('DB_'):\n        host = env.str('HOST')": (
        "read",
        ("SHOP_DB_HOST",),
    ),
    "from environs import env\nenv.bool('K')": ("read", ("K",)),
    # starlette
    "from starlette.config import Config\nconfig = Config('.env')\nconfig('K', cast=bool, default=False)": (
        "read",
        ("K",),
    ),
    "from starlette.config import Config\nconfig = Config(env_prefix='SHOP_')\nconfig.get('K')": ("read", ("SHOP_K",)),
    # python-dotenv
    "from dotenv import load_dotenv\nload_dotenv()": ("write", ""),
    "import dotenv\ndotenv.load_dotenv('.env')": ("write", ""),
    "from dotenv import dotenv_values\nvalues = dotenv_values('.env')": ("read", ""),
    "from dotenv import get_key\nget_key('.env', 'K')": ("read", ("K",)),
    "from dotenv import set_key\nset_key('.env', 'K', 'v')": ("write", ("K",)),
    # click and typer
    "import click\n@click.option('--k', envvar='K', default=1)\ndef main(k): ...": ("read", ("K",)),
    "import click\n@click.argument('k', envvar=['K', 'L'])\ndef main(k): ...": ("read", ("K", "L")),
    "import typer\ndef main(k: str = typer.Option('d', envvar='K')): ...": ("read", ("K",)),
    "import typer\nfrom typing import Annotated\ndef main(k: Annotated[str, typer.Option(envvar='K')]): ...": (
        "read",
        ("K",),
    ),
    "import click\n@click.group(context_settings={'auto_envvar_prefix': 'SHOP'})\ndef main(): ...": ("read", "SHOP_*"),
    "import click\nfrom .cli import main\nmain(auto_envvar_prefix='SHOP')": ("read", "SHOP_*"),
    "import click\nfrom .options import option\n@option('--k', envvar='K')\ndef main(k): ...": ("read", ("K",)),
    # ConfigArgParse, jsonargparse, cyclopts
    "import configargparse\np = configargparse.ArgParser()\np.add('--k', env_var='K')": ("read", ("K",)),
    "import configargparse\ndef f(p):\n    p.add_argument('--k', env_var='K')": ("read", ("K",)),
    "import configargparse\np = configargparse.ArgParser(auto_env_var_prefix='SHOP_')": ("read", "SHOP_*"),
    "from jsonargparse import ArgumentParser\nArgumentParser(default_env=True, env_prefix='SHOP')": ("read", "SHOP_*"),
    "from jsonargparse import CLI\nCLI(main, default_env=True)": ("read", ""),
    "import cyclopts\ncyclopts.App(config=cyclopts.config.Env('SHOP_'))": ("read", "SHOP_*"),
    "from cyclopts import Parameter\np = Parameter(env_var=['K', 'L'])": ("read", ("K", "L")),
    # dynaconf
    "from dynaconf import Dynaconf\nsettings = Dynaconf(envvar_prefix='SHOP')": ("read", "SHOP_*"),
    "from dynaconf import LazySettings\nsettings = LazySettings()": ("read", "DYNACONF_*"),
    "from dynaconf import Dynaconf\nsettings = Dynaconf(envvar_prefix=False)": ("read", ""),
    "from dynaconf import settings\nprint(settings.debug)": ("read", ("DYNACONF_DEBUG",)),
    # Flask and Celery
    "from flask import Flask\napp = Flask(__name__)\napp.config.from_envvar('K')": ("read", ("K",)),
    "def f(app):\n    app.config.from_prefixed_env()": ("read", "FLASK_*"),
    "from .app import app\napp.config.from_prefixed_env(prefix='SHOP')": ("read", "SHOP_*"),
    "from celery import Celery\napp = Celery()\napp.config_from_envvar('K')": ("read", ("K",)),
    # OmegaConf
    "from omegaconf import OmegaConf\nc = OmegaConf.create({'k': '${oc.env:K,localhost}'})": ("read", ("K",)),
    # everett, prettyconf, envparse, envyaml, sanic, typed-settings
    "from everett.manager import ConfigManager\nc = ConfigManager.basic_config()\nc('k', default='x')": (
        "read",
        ("K",),
    ),
    "from prettyconf import config\nconfig('K', default=1)": ("read", ("K",)),
    "from envparse import env\nenv.int('K')": ("read", ("K",)),
    "from envyaml import EnvYAML\nEnvYAML('c.yaml')": ("read", ""),
    "from sanic import Sanic\napp = Sanic('shop')": ("read", "SANIC_*"),
    "import typed_settings as ts\nts.load(S, 'shop')": ("read", "SHOP_*"),
    "from pydantic_settings import EnvSettingsSource\nEnvSettingsSource(S, env_prefix='SHOP_')": ("read", "SHOP_*"),
}


@pytest.mark.parametrize("text", CATALOGUE)
def test_each_form_of_the_catalogue_is_an_access(text: str) -> None:
    assert [about(access) for access in accesses(text + "\n")] == [CATALOGUE[text]]


@pytest.mark.parametrize("text", CATALOGUE)
def test_the_screen_lets_the_catalogue_through(text: str) -> None:
    rare = ("everett", "prettyconf", "EnvYAML", "sanic", "typed_settings")  # a needle costs every file a search
    assert may_hold(text.encode()) or any(word in text for word in rare)


@pytest.mark.parametrize(
    "text",
    [
        "from starlette.config import Config\nconfig = Config(environ={'K': 'x'})\nconfig('K')\nconfig.get('K')",
        "import click\n@click.option('--k', default=1)\ndef main(k): ...",
        "import click\n@click.option('--k', envvar=None)\ndef main(k): ...",
        "import environ\n@environ.config\nclass C:\n    k = environ.var()",
        "from jsonargparse import ArgumentParser\nArgumentParser(env_prefix='SHOP')",
        "from jsonargparse import ArgumentParser\nArgumentParser(default_env=False)",
        "from dotenv import find_dotenv\nfind_dotenv()",
        "def config(k): ...\nconfig('K')",
        "from .decouple import config\nconfig('K')",
        "option('--k', envvar='K')",
        "import typer\ntyper.Option(None)",
        "from decouple import config\ndef f(config):\n    config('K')",
        "text = '${oc.env:K}'",
        "Widget(env_var='K')",
    ],
)
def test_what_is_no_access_is_none(text: str) -> None:
    assert accesses(text + "\n") == []


def test_default_and_cast_are_known_by_argument_method_and_scheme() -> None:
    text = ENVIRON + (
        "from decouple import Csv, config\n"
        "a = config('A', default='changeme', cast=int)\n"
        "b = config('B', cast=Csv())\n"
        "c = env.json('C')\nd = env('DEBUG')\ne = env('PORT')\nf = env.list('F', default=[])\ng = int(config('G'))\n"
    )
    found = {access.names[0]: access for access in accesses(text)}
    assert {name: access.cast for name, access in found.items()} == {
        "A": "int", "B": "list", "C": "json", "DEBUG": "bool", "PORT": "int", "F": "list", "G": "int",
    }  # fmt: skip
    defaults = {name: access.default and access.default.looks for name, access in found.items()}
    assert (defaults["A"], defaults["B"], defaults["DEBUG"], defaults["E" if "E" in defaults else "PORT"]) == (
        "placeholder",
        None,
        "boolean",
        None,
    )


def test_a_command_line_reads_when_it_is_parsed_and_not_when_it_is_declared() -> None:
    (option,) = accesses("import click\n@click.option('--k', envvar='K')\ndef main(k): ...\n")
    assert (option.time, option.freezer) == ("call", "")
    (value,) = accesses("from decouple import config\nK = config('K')\n")
    assert (value.time, value.freezer, value.target) == ("import", "module", "K")


def test_what_is_guessed_says_so() -> None:
    (guessed,) = accesses("def f(app):\n    app.config.from_envvar('K')\n")
    (known,) = accesses("from decouple import config\nconfig('K')\n")
    assert (guessed.guessed, known.guessed) == (True, False)


def test_a_name_that_is_computed_is_a_pattern_or_unknown() -> None:
    text = "from decouple import config\ndef f(x):\n    return config('SHOP_' + x), config(x)\n"
    assert [(access.names, access.pattern, access.everything) for access in accesses(text)] == [
        ((), "SHOP_*", False),
        ((), "", False),
    ]


def test_an_object_is_followed_through_self_and_through_a_function() -> None:
    text = ENVIRONS.replace(
        "env = Env()",
        "class C:\n"
        "    def __init__(self):\n"
        "        self.env = Env()\n"
        "    def k(self):\n"
        "        return self.env.str('K')",
    )
    assert [access.names for access in accesses(text)] == [("K",)]


def test_a_row_of_somebody_else_teaches_a_library() -> None:
    row = Reader("shopconf.lookup", "shopconf", ("key",), (), (), "int")
    text = "import shopconf\nshopconf.lookup(key='K')\n"
    assert accesses(text) == []
    extend([row])
    assert reader("shopconf.lookup") is row
    assert [(a.names, a.cast, a.via) for a in accesses(text + "import os\nos.getenv('x')\n")] == [
        (("K",), "int", "shopconf.lookup")
    ]


def test_rows_have_one_name_each() -> None:
    names = [row.name for row in READERS]
    assert len(names) == len(set(names))


def test_settings_of_a_context_are_read_by_the_command_alone() -> None:
    text = b"import click\n@click.group(context_settings=dict(auto_envvar_prefix='P'))\ndef f(): pass\n"
    assert [a.pattern for a in read(text, "shop/cli.py").accesses] == ["P_*"]
