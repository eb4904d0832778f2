"""A project that is kept in memory says what a new run over the same texts would say."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from relcheck import api
from relcheck.configfile import for_run
from relcheck.server.document import Document
from relcheck.server.folder import Folder

PYTHON = {
    "shop/__init__.py": ("", "from shop.env import env\n", "import os\n\nenv = os.environ\n"),
    "shop/config.py": (
        "from pydantic_settings import BaseSettings\n\n\nclass Settings(BaseSettings):\n    stripe_key: str\n",
        "from pydantic_settings import BaseSettings\n\n\nclass Settings(BaseSettings):\n    other: int = 1\n",
        "from pydantic_settings import BaseSettings\nfrom shop.names import Part\n\n\n"
        "class Settings(BaseSettings):\n    part: Part\n\n\nsettings = Settings()\n",
        "X = 1\n",
    ),
    "shop/env.py": (
        "import os\n\n\ndef env(name):\n    return os.environ[name]\n",
        "import os\n\n\ndef env(name, default=None):\n    return os.environ.get(name, default)\n",
        "def env(name):\n    return name\n",
    ),
    "shop/names.py": (
        "NAME = 'STRIPE_KEY'\n",
        "NAME = 'OTHER'  # relcheck: ignore[REL101] -- not needed\n",
        "from pydantic import BaseModel\n\nNAME = 'PART'\n\n\nclass Part(BaseModel):\n    key: str\n",
    ),
    "shop/billing.py": (
        "import os\n\nX = os.getenv('STRIPE_KEY')\n",
        "import os\n\nX = os.getenv('STRIPE_KEY')  # noqa: REL102\n",
        "from shop.env import env\nfrom shop.names import NAME\n\n\ndef f():\n    return env(NAME)\n",
        "from shop import env\n\n\ndef f():\n    return env['STRIPE_KEY'], env('OTHER')\n",
        "from shop.config import Settings\n\n\ndef f():\n    return Settings().stripe_key\n",
    ),
}
OTHER = {
    "Dockerfile": ("FROM python\nENV SECRET_KEY=swordfish\nCOPY . .\n", "FROM python\nCOPY . .\n"),
    "compose.yaml": (
        "services:\n  web:\n    build: .\n    environment:\n      STRIPE_KEY: x\n",
        "services:\n  web:\n    build: .\n    environment:\n      STRIPE_KAY: x\n",
        "services: [\n",
    ),
}
TEXTS = {**PYTHON, **OTHER}
EDITS = st.sampled_from(sorted(TEXTS)).flatmap(lambda path: st.tuples(st.just(path), st.sampled_from(TEXTS[path])))


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first text of each file, on disk."""
    root = tmp_path_factory.mktemp("shop")
    (root / "pyproject.toml").write_text('[project]\nname = "shop"\nscripts = {shop = "shop.billing:f"}\n')
    for path, texts in TEXTS.items():
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).write_text(texts[0])
    return root


@pytest.fixture(scope="module", autouse=True)
def here() -> Iterator[None]:
    """Projects are read in this process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Folder, "_warm", lambda folder, config: None)
        yield


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=st.lists(EDITS, min_size=1, max_size=6))
def test_after_any_edits_it_says_what_a_new_run_says(shop: Path, edits: list[tuple[str, str]]) -> None:
    config = for_run(str(shop))
    folder = Folder(str(shop))
    folder.adopt(folder.gather())
    overlay: dict[str, bytes] = {}
    for version, (path, text) in enumerate(edits):
        folder.put(Document(f"file://{shop / path}", str(shop / path), text, version))
        overlay[str(shop / path)] = text.encode()
        if folder.news:  # as when it is saved: what is not open may have changed, too
            folder.adopt(folder.gather())
        said = folder.findings()
        new = api.lint([str(shop)], config, options=api.Options(cache=False, jobs=1, overlay=overlay))
        for one in folder.open:
            assert said[one] == tuple(found for found in new.diagnostics if found.span.path == one), one
