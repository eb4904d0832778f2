"""The project as rules see it."""

from relcheck.diagnostic import Span
from relcheck.facts.python import Access, Field, SettingsClass
from relcheck.project import Project


def access(
    path: str = "a.py", *names: str, via: str = "os.environ", scope: str = "", parameter: bool = False
) -> Access:
    return Access(Span(path, 1, 1, 1, 2), "get", "read", "call", names, via=via, scope=scope, parameter=parameter)


def cls(name: str, *fields: Field, library: str = "pydantic-settings", path: str = "config.py") -> SettingsClass:
    return SettingsClass(Span(path, 1, 1, 1, 2), name, library, fields=fields)


def field(name: str, line: int, *names: str) -> Field:
    return Field(Span("config.py", line, 1, line, 2), name, names)


def test_a_variable_is_declared_whatever_the_case_of_the_class() -> None:
    project = Project([cls("Settings", field("key", 2, "KEY"))])
    assert project.declares("KEY")
    assert project.declares("OTHER", "key")
    assert not project.declares("OTHER")


def test_a_field_counts_once_by_the_class_that_fills_it() -> None:
    model = cls("Mail", field("host", 2, "HOST"), library="model")
    settings = cls("Settings", field("mail", 9, "MAIL"), field("mail.host", 2, "MAIL__HOST"))
    found = Project([model, settings]).fields
    assert [(owner.name, one.name) for owner, one in found] == [("Settings", "mail.host"), ("Settings", "mail")]


def test_the_callers_of_a_helper_are_found_by_module_and_name() -> None:
    inside = access("src/shop/env.py", scope="Env.get", parameter=True)
    assert Project([inside, access("a.py", "K", via="shop.env:Env.get")]).is_called(inside)
    assert not Project([inside, access("a.py", "K", via="env:get")]).is_called(inside)
    assert not Project([inside, access("a.py", "K", via="hop.env:Env.get")]).is_called(inside)


def test_what_to_do_is_said_with_the_names_of_the_project() -> None:
    read = access("a.py", "KEY")
    assert "relcheck init" in Project([read]).remedy(read)
    assert Project([read], runtime=["conf.py"]).remedy(read) == "read it in conf.py, and import the setting from there"
    with_class = Project([read, cls("Settings")], runtime=["config.py"])
    assert with_class.remedy(read) == "declare it in the settings class of config.py, and import the settings"
