"""What the rules about reads and writes say, judged over facts made by hand."""

from typing import Any

import pytest

from relcheck.config import Config
from relcheck.diagnostic import Span
from relcheck.engine import judge
from relcheck.facts.python import Access, Default, Field, Instance, SettingsClass
from relcheck.overlap import settled
from relcheck.project import Project
from relcheck.registry import catalogue
from relcheck.rule import Rule

RULES = {rule.code: rule for rule in catalogue()}
TEXT = Default("literal", "word", 1)


def access(name: str = "STRIPE_KEY", path: str = "shop/billing.py", line: int = 1, **values: Any) -> Access:
    values = {"kind": "get", "direction": "read", "time": "call", **values}
    return Access(Span(path, line, 1, line, 9), names=(name,) if name else (), **values)


def project(*facts: Any, **values: Any) -> Project:
    values = {"runtime": ["shop/config.py"], "entries": ["manage.py"], **values}
    values.setdefault(
        "roles", {"tests/test_a.py": "test", "setup.py": "build", "lib/a.py": "library", "seed.py": "script"}
    )
    return Project(facts, **values)


def settings(*fields: Field, path: str = "shop/config.py", library: str = "pydantic-settings") -> SettingsClass:
    return SettingsClass(Span(path, 1, 7, 1, 15), "Settings", library, fields=fields)


def field(name: str, *names: str, **values: Any) -> Field:
    return Field(Span("shop/config.py", 9, 5, 9, 20), name, names or (name.upper(),), **values)


def codes(found: Project, *only: str) -> list[str]:
    rules: tuple[Rule, ...] = tuple(RULES[code] for code in only) or tuple(
        rule for rule in RULES.values() if rule.enabled
    )
    return [diagnostic.code for diagnostic in settled(rules, judge(rules, found))]


def test_a_read_in_the_runtime_module_is_where_it_belongs() -> None:
    assert codes(project(access(path="shop/config.py"))) == []


@pytest.mark.parametrize("path", ["tests/test_a.py", "setup.py", "seed.py"])
def test_tests_build_files_and_scripts_may_read(path: str) -> None:
    assert codes(project(access(path=path), access("K", path, 2, time="import", freezer="module"))) == []


@pytest.mark.parametrize("name", ["PATH", "HOME", "CI", "PYTHONPATH", "XDG_CACHE_HOME"])
def test_variables_that_belong_to_everybody_may_be_read(name: str) -> None:
    assert codes(project(access(name))) == []


def test_the_configuration_may_add_variables_for_everybody() -> None:
    assert codes(project(access("GIT_SHA"), config=Config(extend_allow=("GIT_*",)))) == []


def test_handing_the_environment_on_is_no_read() -> None:
    handed = access("", kind="whole", direction="passthrough")
    assert codes(project(handed)) == []
    assert codes(project(handed), "REL109") == ["REL109"]


def test_the_environment_as_a_default_that_callers_replace_is_no_read() -> None:
    assert codes(project(access(injected=True), access(path="lib/a.py", injected=True))) == []


@pytest.mark.parametrize("target", ["env", "self.env", "child_env", "environ"])
def test_a_copy_of_the_environment_for_a_child_is_no_read(target: str) -> None:
    assert codes(project(access("", kind="whole", target=target))) == []
    assert codes(project(access("", kind="whole", target="values"))) == ["REL101"]
    assert codes(project(access("A", target=target))) == ["REL101"]


@pytest.mark.parametrize("via", ["typer.Option", "click.option", "configargparse.ArgParser.add"])
def test_an_option_of_a_command_line_declares_its_variable(via: str) -> None:
    assert codes(project(access(kind="library", via=via), settings())) == []


def test_a_frozen_read_is_reported_once() -> None:
    frozen = access(time="import", freezer="module", target="KEY")
    assert codes(project(frozen)) == ["REL102"]
    assert codes(project(frozen), "REL101") == ["REL101"]
    assert codes(project(frozen), "REL101", "REL102") == ["REL102"]


def test_a_frozen_read_says_what_freezes_it() -> None:
    def said(**values: Any) -> str:
        (found,) = judge([RULES["REL102"]], project(access("K", time="import", **values)))
        return found.message

    assert said(freezer="module", target="KEY") == "`K` is frozen at import by the module constant `KEY`"
    assert said(freezer="module") == "`K` is frozen at import by the body of the module"
    assert said(freezer="class", scope="Mailer", target="host").endswith("by the class attribute `Mailer.host`")
    assert said(freezer="default", scope="charge").endswith("by a default argument of `charge`")
    assert said(freezer="decorator", scope="charge").endswith("by a decorator of `charge`")


def test_a_helper_is_silent_once_its_callers_are_known() -> None:
    inside = access("", "shop/env.py", parameter=True, scope="flag")
    assert codes(project(inside)) == ["REL103"]
    assert codes(project(inside, access("A", "shop/config.py", via="shop.env:flag"))) == []
    assert codes(project(inside, access("A", "shop/cart.py", via="env:flag"))) == ["REL101"]
    assert codes(project(inside, access("A", "shop/config.py", via="other.env:flag"))) == ["REL103"]


def test_a_computed_name_is_reported_once() -> None:
    assert codes(project(access(""))) == ["REL103"]
    assert codes(project(access("", path="shop/config.py"))) == ["REL103"]
    assert codes(project(access("", pattern="SHOP_*_URL"))) == ["REL101"]


def test_the_help_names_the_field_that_declares_the_variable() -> None:
    (found,) = judge([RULES["REL101"]], project(access(), settings(field("stripe_key"))))
    assert found.help == "use the field `stripe_key` of `Settings` in shop/config.py, which declares it"


def test_an_undeclared_variable_is_reported_once_and_only_beside_settings_classes() -> None:
    reads = [access(line=1), access(line=2), access("OTHER", line=3)]
    assert codes(project(*reads), "REL105") == []
    assert codes(project(*reads, settings(field("other"))), "REL105") == ["REL105"]
    assert codes(project(*reads, settings(field("other")))) == ["REL101"] * 2


def test_the_entry_point_may_write() -> None:
    write = {"kind": "subscript", "direction": "write"}
    assert codes(project(access(path="manage.py", **write))) == []
    assert codes(project(access(**write))) == ["REL104"]
    assert codes(project(access("TZ", **write))) == []


@pytest.mark.parametrize("path", ["shop/wsgi.py", "shop/asgi.py", "shop/celery.py"])
def test_django_is_told_its_settings_module(path: str) -> None:
    write = access("DJANGO_SETTINGS_MODULE", path, kind="setdefault", direction="write")
    assert codes(project(write)) == []


def test_the_runtime_module_may_load_a_dotenv_file() -> None:
    load: dict[str, Any] = {"kind": "library", "direction": "write", "via": "dotenv.load_dotenv", "everything": True}
    assert codes(project(access("", path="shop/config.py", **load))) == []
    assert codes(project(access("", **load))) == ["REL104"]
    assert codes(project(access("", path="lib/a.py", **load))) == ["REL303"]


def test_two_defaults_are_two_opinions() -> None:
    one, same = access("T", default=TEXT), access("T", line=2, default=TEXT._replace(line=2))
    other = access("T", line=3, default=TEXT._replace(digest=2))
    assert codes(project(one, same), "REL106") == []
    assert codes(project(one, same, other), "REL106") == ["REL106"]


def test_the_settings_decide_what_the_default_is() -> None:
    local = settings(field("t", default=TEXT))
    production = settings(field("t", default=TEXT._replace(digest=2)))
    same = access("T", path="shop/config.py", default=TEXT)
    other = access("T", path="shop/config.py", line=3, default=TEXT._replace(digest=3))
    assert codes(project(local, production, same), "REL106") == []
    assert codes(project(local, same, other), "REL106") == ["REL106"]


def test_two_types_are_two_opinions() -> None:
    assert codes(project(access(cast="int"), access(line=2, cast="float")), "REL106") == ["REL106"]
    assert codes(project(access(cast="int"), access(line=2, cast="int")), "REL106") == []


@pytest.mark.parametrize("name", ["DEBUG", "ENABLE_MAIL", "MAIL_ENABLED", "USE_TLS", "SHOP_USE_TLS", "SKIP_AUTH"])
def test_a_switch_is_no_truth_value(name: str) -> None:
    assert codes(project(access(name, cast="truth")), "REL107") == ["REL107"]


@pytest.mark.parametrize("name", ["SENTRY_DSN", "REDIS_URL", "NO_COLOR", "CI", "STRIPE_KEY", "REGION"])
def test_asking_whether_something_is_given_is_fine(name: str) -> None:
    assert codes(project(access(name, cast="truth")), "REL107") == []


def test_a_boolean_default_makes_a_switch() -> None:
    default = Default("literal", "boolean", 1)
    assert codes(project(access("MAILS", cast="truth", default=default)), "REL107") == ["REL107"]
    assert codes(project(access("MAILS", cast="bool", kind="library")), "REL107") == []
    assert codes(project(access("DEBUG", cast="truth", via="shop.env:flag")), "REL107") == []


def test_a_settings_class_is_configured_before_it_reads() -> None:
    beside = access(path="shop/config.py")
    assert codes(project(beside, settings())) == ["REL108"]
    assert codes(project(beside._replace(target="model_config"), settings())) == []
    assert codes(project(beside._replace(scope="Settings.Config"), settings())) == []


def test_a_library_takes_arguments() -> None:
    assert codes(project(access(path="lib/a.py"))) == ["REL301"]
    assert codes(project(access(path="lib/a.py", time="import", freezer="module"))) == ["REL302"]
    assert codes(project(access(path="lib/a.py", direction="write", kind="subscript"))) == ["REL304"]
    assert codes(project(access(path="lib/a.py"), entries=["lib/a.py"])) == []


def test_a_library_leaves_its_settings_to_the_application() -> None:
    made = Instance(Span("lib/a.py", 3, 1, 3, 9), "lib.a:Settings", "import")
    (found,) = judge([RULES["REL305"]], project(made))
    assert found.message == "importing this library instantiates its settings class `Settings`"
    assert codes(project(made._replace(time="call"))) == []
