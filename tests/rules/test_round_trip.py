"""What `relcheck contract` writes for a deployment is what the rules of a deployment ask for."""

from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import indent

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from relcheck import api
from relcheck.config import Config, Selection
from relcheck.contract import static
from relcheck.contract.forms import render
from relcheck.facts.deployment import Feed
from relcheck.registry import catalogue

HEAD = """\
from typing import Literal

from pydantic import AliasChoices, BaseModel, Field, HttpUrl, PostgresDsn, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Part(BaseModel):
    host: str
    port: int = Field(6379, ge=1, le=65535)


"""
DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  template:
    spec:
      containers:
        - name: web
          image: registry.example/shop:1
          envFrom:
            - configMapRef: {name: app, optional: true}
            - secretRef: {name: app, optional: true}
---
"""
TYPES = {
    "str": ("'plain'", "'it is $5 # not \"more\"'", "''", "'two\\nlines'", "'0755'", "'yes'"),
    "int": ("2", "8_000"),
    "bool": ("False", "True"),
    "float": ("1.10", "1e3"),
    "int | None": ("None", "3"),
    "SecretStr": ("SecretStr('q6Vb2mJx0TzKw8LrYd5NfHs3')",),
    "list[str]": ("['a b', 'c']", "[]"),
    "dict[str, str]": ("{}",),
    "HttpUrl": ("HttpUrl('https://shop.example/')",),
    "PostgresDsn": ("PostgresDsn('postgres://app:q6Vb2mJx@db/shop')",),
    "Literal['debug', 'info']": ("'info'",),
    "Part": ("Part(host='localhost')",),
}
"""A type as it is written, and defaults that it may have."""
RULES = tuple(rule.code for rule in catalogue() if "REL440" <= rule.code < "REL500")
WORDS = ("port", "workers", "api_key", "database_url", "log_level", "redis", "token_ttl", "password", "host", "mode")


@st.composite
def fields(draw: st.DrawFn, name: str) -> str:
    kind = draw(st.sampled_from(sorted(TYPES)))
    default = draw(st.sampled_from(("", *TYPES[kind])))
    extra = draw(st.sampled_from(("", "", f"description='What {name} is for: 1'", "validation_alias='{0}_ALIAS'")))
    if kind != "Part" and extra:
        extra = extra.replace("{0}", name.upper())
        return f"    {name}: {kind} = Field({default + ', ' if default else ''}{extra})"
    return f"    {name}: {kind}" + (f" = {default}" if default else "")


@st.composite
def modules(draw: st.DrawFn) -> str:
    names = draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=6, unique=True))
    lines = [draw(fields(name)) for name in names]
    prefix = draw(st.sampled_from(("", "SHOP_", "shop_")))
    config = f"    model_config = SettingsConfigDict(env_prefix={prefix!r}, env_nested_delimiter='__')\n"
    return HEAD + "class Settings(BaseSettings):\n" + config + "\n" + "\n".join(lines) + "\n\n\nsettings = Settings()\n"


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(modules())
def test_what_the_contract_writes_passes_the_rules_for_that_class(source: str) -> None:
    with TemporaryDirectory(prefix="relcheck-") as directory:
        root = Path(directory).resolve()
        (root / "shop").mkdir()
        (root / "shop" / "config.py").write_text(source, "utf-8")
        (root / "pyproject.toml").write_text('[project]\nname = "shop"\nversion = "1"\n', "utf-8")
        config = Config(root=str(root))
        project = api.project([str(root)], config)
        entries = static.of_classes(project, (), {"shop/config.py": source}.get)
        block = indent(render("compose", entries), "    ")
        (root / "compose.yaml").write_text("services:\n  web:\n    build: .\n" + block, "utf-8")
        (root / "k8s.yaml").write_text(DEPLOYMENT + render("kubernetes", entries), "utf-8")
        (root / ".env.example").write_text(render("dotenv", entries), "utf-8")

        report = api.lint([str(root)], selection=Selection(select=RULES), options=api.Options(cache=False, jobs=1))
        assert [(one.span, one.code, one.message) for one in report.diagnostics] == []

        fed = {feed.workload.platform: feed for feed in api.project([str(root)], config).all(Feed)}
        assert set(fed) == {"compose", "kubernetes"}
        required = {entry.name.upper() for entry in entries if not entry.optional and not entry.open}
        for feed in fed.values():
            assert required <= {name.upper() for name in feed.given()}
