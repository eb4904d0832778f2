"""What is linked anew after an edit: the files that changed, and all where others depend on what changed in them."""

import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from relcheck import api
from relcheck.facts.python import FileFacts
from relcheck.repo import collect, workers
from relcheck.repo.cache import DIRECTORY
from relcheck.repo.python.linking.link import Linker

FILES = {
    "shop/__init__.py": "",
    "shop/env.py": "import os\n\ndef env(name):\n    return os.environ[name]\n",
    "shop/names.py": "NAME = 'STRIPE_KEY'\n",
    "shop/compat.py": "from shop.env import env\n",
    "shop/models.py": "from pydantic import BaseModel\n\nclass Mail(BaseModel):\n    host: str\n",
    "shop/config.py": "from pydantic_settings import BaseSettings\nfrom shop.models import Mail\n\n"
    "class Settings(BaseSettings):\n    mail: Mail\n",
    "shop/late.py": "from shop.later import pick\n\nLATE = pick('LATE')\n",
    "shop/billing.py": "from shop.compat import env\nfrom shop.names import NAME\n\ndef key():\n    return env(NAME)\n",
}
TEXTS = (
    *FILES.values(),
    "x = 1\n",
    "from shop.names import *\n",
    "from shop.names import NAME as NAME\n",
    "from os import environ\n",
    "import os\n\ndef env(name):\n    return os.environ.get('APP_' + name)\n",
    "NAME = 'OTHER'\n",
    "OTHER = NAME = 'STRIPE_KEY'\n",
    "from shop.models import Mail, NAME\n",
    "from shop import Mail as Mail\nfrom shop.names import NAME\nKEYS = {'a': NAME}\n",
    "import os\nfrom shop.names import KEYS\nV = [os.environ[k] for k in KEYS.values()]\n",
    "from shop.compat import environ, env\nfrom shop import names\nA = environ[names.NAME]\nB = env('B')\n",
    "from shop.billing import env, NAME\nX = env(NAME)\n",
    "class Mail:\n    port: int\n",
    "from shop.config import Settings\n\nclass More(Settings):\n    key: str\n\nmore = More()\n",
    "from shop.env import env as pick\n",
    "def broken(:\n",
)
PATHS = sorted(
    (*FILES, "shop/later.py", "shop/refunds.py", "shop/mail.py", "lib/names.py", "names.py", "lib/shop/env.py")
)


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "shop").mkdir()
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'shop'\n")
    for path, text in FILES.items():
        (tmp_path / path).write_text(text)
        os.utime(tmp_path / path, (1_700_000_000, 1_700_000_000))  # what was written just now is not trusted
    monkeypatch.chdir(tmp_path)
    list(api.facts())
    return tmp_path


@pytest.fixture
def linked(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Which files were linked by themselves, run by run; None for all."""
    found: list[object] = []
    run = Linker.run

    def running(self: Linker) -> object:
        found.append(self.only)
        return run(self)

    monkeypatch.setattr(Linker, "run", running)
    return found


def test_an_edit_that_gives_others_nothing_new_is_linked_by_itself(shop: Path, linked: list[object]) -> None:
    (shop / "shop/billing.py").write_text(FILES["shop/billing.py"] + "\nother = env('OTHER')\n")
    names = [access.names for facts in api.facts() for access in facts.accesses]
    assert ("OTHER",) in names
    assert linked == [{"shop/billing.py"}]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("shop/env.py", "import os\n\ndef env(name):\n    return os.environ['APP_' + name]\n"),
        ("shop/compat.py", "from os import getenv as env\n"),
        ("shop/names.py", "NAME = 'OTHER'\n"),
        ("shop/names.py", "from shop.models import NAME\n"),
        ("shop/models.py", "from shop.mail import Mail\n"),
        ("shop/models.py", "from pydantic import BaseModel\n\nclass Post(BaseModel):\n    host: str\n"),
        ("shop/config.py", FILES["shop/config.py"].replace("mail: Mail", "mail: str")),
    ],
)
def test_an_edit_that_others_depend_on_links_them_too(shop: Path, linked: list[object], path: str, text: str) -> None:
    (shop / path).write_text(text)
    again = list(api.facts())
    assert linked[-1] is None
    assert again == list(api.facts(options=api.Options(cache=False)))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("shop/names.py", "OTHER = 1\nNAME = 'STRIPE_' + 'KEY'\n"),
        ("shop/models.py", "from pydantic import BaseModel\n\nclass Mail(BaseModel):\n    port: int\n"),
    ],
)
def test_an_edit_of_what_others_asked_for_is_linked_by_itself_while_it_answers_the_same(
    shop: Path, linked: list[object], path: str, text: str
) -> None:
    (shop / path).write_text(text)
    again = list(api.facts())
    assert linked == [{path}]
    assert again == list(api.facts(options=api.Options(cache=False)))


def test_a_new_file_is_linked_by_itself(shop: Path, linked: list[object]) -> None:
    (shop / "shop/refunds.py").write_text("from shop.env import env\n\ndef key():\n    return env('REFUND')\n")
    again = list(api.facts())
    assert linked == [{"shop/refunds.py"}]
    assert ("REFUND",) in [access.names for facts in again for access in facts.accesses]
    assert again == list(api.facts(options=api.Options(cache=False)))


def test_nothing_is_linked_when_a_file_goes_that_gave_nothing(shop: Path, linked: list[object]) -> None:
    (shop / "shop/late.py").unlink()
    assert list(api.facts())
    assert linked == [frozenset()]


def test_whoever_took_something_of_a_file_that_goes_is_linked_again(shop: Path, linked: list[object]) -> None:
    (shop / "shop/env.py").unlink()
    assert [access.names for facts in api.facts() for access in facts.accesses] == []
    assert linked[-1] is None


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("shop/later.py", "from os import getenv as pick\n"),
        ("shop/later.py", "from shop.compat import env as pick\n"),
        ("names.py", "x = 1\n"),
        ("shop/more/__init__.py", ""),
    ],
)
def test_a_new_file_that_may_mean_something_to_others_links_them_too(
    shop: Path, linked: list[object], path: str, text: str
) -> None:
    (shop / path).parent.mkdir(parents=True, exist_ok=True)
    (shop / path).write_text(text)
    again = list(api.facts())
    assert linked[-1] is None
    assert again == list(api.facts(options=api.Options(cache=False)))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.sampled_from(PATHS), st.sampled_from((None, *TEXTS))), min_size=1, max_size=5),
    st.sampled_from((0, 1000)),
)
def test_after_any_edits_the_facts_are_those_of_a_new_run(
    shop: Path, edits: list[tuple[str, str | None]], many: int
) -> None:
    """Also where files wait until it is known what they import, as they do in projects with many."""
    shutil.rmtree(shop / DIRECTORY, ignore_errors=True)
    for path, text in edits:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(collect, "_MANY", many)
            before = list(api.facts())
        assert before == list(api.facts(options=api.Options(cache=False)))
        if text is None:
            (shop / path).unlink(missing_ok=True)
        else:
            (shop / path).parent.mkdir(parents=True, exist_ok=True)
            (shop / path).write_text(text)
        assert list(api.facts()) == list(api.facts(options=api.Options(cache=False)))


def test_modules_that_pass_on_in_a_circle_what_none_has_any_more_are_linked_again(
    shop: Path, linked: list[object]
) -> None:
    (shop / "shop/compat.py").write_text("from shop.billing import env\n")
    again = list(api.facts())
    assert linked == [{"shop/compat.py"}, None]
    assert again == list(api.facts(options=api.Options(cache=False)))


WAITING = (
    "from shop.env import env\nimport os\n\nif __name__ == '__main__':\n    print(os.environ['A'], env('B'))\n",
    "import os\nimport shop.models\n\nA = os.environ['A']\n",
    "import shop.models  # no environ\n",
    "import os\nimport shop.base\nfrom shop.names import C\n\nclass Shop(shop.base.Asks):\n    of = os.environ[C]\n",
    "import shop.models, os\nprint os.environ['A']\n",
)


def in_two_ways(options: api.Options) -> list[list[FileFacts]]:
    """The facts of the project, read without and with files that wait."""
    found = []
    for many in (1000, 0):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(collect, "_MANY", many)
            found.append(list(api.facts(options=options)))
    return found


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_file_that_waits_says_what_it_says_otherwise(shop: Path, jobs: int) -> None:
    asks = "import os\n\nclass Base:\n    def _fetch(self, name): return os.environ[name]\n\nclass Asks(Base): pass\n"
    (shop / "shop/base.py").write_text(asks)
    for number, text in enumerate(WAITING):
        (shop / f"shop/w{number}.py").write_text(text)
    at_once, waited = in_two_ways(api.Options(cache=False, jobs=jobs))
    assert waited == at_once
    assert [facts.unreadable is not None for facts in waited if "/w" in facts.path] == [False] * 4 + [True]


def test_a_file_that_waits_and_no_process_survives_is_tried_again(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (shop / "shop/w.py").write_text(WAITING[1])
    shutil.rmtree(shop / DIRECTORY)
    monkeypatch.setattr(collect, "_MANY", 0)

    def dying(work: workers.Work, died: Any, items: Any, _: int, encoder: Any, __: Any) -> list[Any]:
        return [died(one, "signal 9", encoder) if one == "shop/w.py" else work(one, encoder) for one in items]

    with monkeypatch.context() as patch:
        patch.setattr(workers, "run", dying)
        reasons = [facts.unreadable.reason for facts in api.facts() if facts.unreadable]
    assert reasons == ["the process that read it died: signal 9"]
    again = {facts.path: facts for facts in api.facts()}["shop/w.py"]
    assert not again.unreadable
    assert [access.names for access in again.accesses] == [("A",)]
