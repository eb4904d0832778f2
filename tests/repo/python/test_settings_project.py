"""Settings classes of a project of several files, from bytes to names."""

from relcheck.facts.python import FileFacts, SettingsClass
from relcheck.repo.python import may_hold, read
from relcheck.repo.python.linking.link import Linker
from relcheck.repo.python.settings.join import join

BASE = b"""\
from pydantic_settings import BaseSettings, SettingsConfigDict

class Common(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="SHOP_", env_nested_delimiter="__", extra="ignore")
    debug: bool = False
"""
DB = b"""\
from pydantic import BaseModel, SecretStr
from .pool import Pool

class Database(BaseModel):
    url: SecretStr
    pool: Pool = Pool()
"""
POOL = b"""\
from dataclasses import dataclass

@dataclass
class Pool:
    size: int = 5
"""
CONFIG = b"""\
from .base import Common
from .models import Database

class Settings(Common):
    database: Database
    name: str

def get_settings() -> Settings:
    return Settings()

settings = Settings(_env_file=None)
"""
FILES = {
    "src/shop/__init__.py": b"",
    "src/shop/base.py": BASE,
    "src/shop/config.py": CONFIG,
    "src/shop/models/__init__.py": b"from .db import Database\n",
    "src/shop/models/db.py": DB,
    "src/shop/models/pool.py": POOL,
    "src/shop/main.py": b"from shop.config import Settings as S\n\n\nclass App:\n    settings = S()\n",
}


def linked(files: dict[str, bytes]) -> dict[str, FileFacts]:
    first = {path: read(data, path) for path, data in files.items() if may_hold(data)}
    return Linker(first, files.get, files).run()


def joined(files: dict[str, bytes]) -> dict[str, SettingsClass]:
    return {cls.name: cls for cls in join(c for facts in linked(files).values() for c in facts.classes)}


def test_bases_and_models_are_joined_wherever_they_are() -> None:
    files = {**FILES, "src/shop/config.py": CONFIG.replace(b".models import", b".models.db import")}
    settings = joined(files)["Settings"]
    assert {field.name: field.names for field in settings.fields} == {
        "debug": ("SHOP_DEBUG",),
        "database": ("SHOP_DATABASE",),
        "database.url": ("SHOP_DATABASE__URL",),
        "database.pool": ("SHOP_DATABASE__POOL",),
        "database.pool.size": ("SHOP_DATABASE__POOL__SIZE",),
        "name": ("SHOP_NAME",),
    }
    assert (settings.library, settings.extra, settings.dynamic) == ("pydantic-settings", "ignore", False)


def test_a_model_is_found_through_the_package_that_passes_it_on() -> None:
    assert "database.url" in {field.name for field in joined(FILES)["Settings"].fields}


def test_a_base_is_found_through_the_package_that_passes_it_on() -> None:
    files = {
        "shop/settings/__init__.py": b"from .common import Common\n",
        "shop/settings/common.py": BASE,
        "shop/web/config.py": b"from shop.settings import Common\n\nclass Web(Common):\n    port: int\n",
    }
    assert [field.names for field in joined(files)["Web"].fields] == [("SHOP_DEBUG",), ("SHOP_PORT",)]


def test_constants_of_other_files_are_aliases_and_prefixes() -> None:
    files = {
        "shop/names.py": b"PORT = 'SHOP_PORT'\nPREFIX = 'SHOP_'\n",
        "shop/config.py": (
            b"from pydantic import Field\nfrom pydantic_settings import BaseSettings\n"
            b"from .names import PORT, PREFIX\n\nclass S(BaseSettings):\n    model_config = {'env_prefix': PREFIX}\n"
            b"    port: int = Field(validation_alias=PORT)\n    host: str\n"
        ),
    }
    settings = joined(files)["S"]
    assert ([field.names for field in settings.fields], settings.dynamic) == ([("SHOP_PORT",), ("SHOP_HOST",)], False)


def test_instances_are_found_under_any_name_and_know_when_they_happen() -> None:
    facts = linked(FILES)
    found = {
        (path, i.cls, i.time, i.freezer, i.scope, i.target, i.keywords)
        for path, file in facts.items()
        for i in file.instances
    }
    assert found == {
        ("src/shop/config.py", "Settings", "call", "", "get_settings", "", ()),
        ("src/shop/config.py", "Settings", "import", "module", "", "settings", ("_env_file",)),
        ("src/shop/main.py", "shop.config.Settings", "import", "class", "App", "settings", ()),
    }


def test_names_that_are_made_of_each_other_end_soon() -> None:
    branches = "".join(
        f"    if x == {n}:\n        a = a or b or c\n        b = b or c or a\n        c = c or a or b\n"
        for n in range(12)
    )
    text = f"import os\n\ndef f(x, a=os.environ, b=os.getenv, c=None):\n{branches}    return a.get('K'), b('L')\n"
    assert {name for access in read(text.encode(), "shop/deep.py").accesses for name in access.names} >= {"K"}


def test_version_1_joins_configuration_by_its_own_order() -> None:
    """The names are those that pydantic.v1 keeps as `env_names`."""
    text = b"""\
from pydantic.v1 import BaseModel, BaseSettings, Field

class Inner(BaseModel):
    host: str

class Base(BaseSettings):
    a: str = Field("x", env=["A1", "a2"])
    e: str = "1"
    class Config:
        env_prefix = "app_"
        fields = {"e": {"env": "EE"}}

class S(Base):
    g: Inner = None
    h: str = Field("z", alias="hh")
    class Config:
        env_prefix = "sub_"
        env_nested_delimiter = "__"

class Other(BaseSettings):
    q: int = 1
    class Config:
        env_prefix = "o_"
        case_sensitive = True

class M(S, Other):
    pass
"""
    classes = joined({"shop/settings.py": text})
    assert {field.name: field.names for field in classes["S"].fields} == {
        "a": ("A1", "A2"),
        "e": ("EE",),
        "g": ("SUB_G",),
        "g.host": ("SUB_G__HOST",),
        "h": ("SUB_H",),
    }
    assert {field.names for field in classes["M"].fields if field.name in "qh"} == {("sub_q",), ("sub_h",)}
