"""Findings in what `helm template` prints lead to the chart."""

from relcheck.diagnostic import Diagnostic, Related, Span
from relcheck.facts.deployment import Rendered
from relcheck.project import Project
from relcheck.repo.supply import kubernetes
from relcheck.repo.supply.lead import led

FILES = {
    "chart/templates/web.yaml": "env:\n  - name: MAIL_HOST\n    value: {{ .Values.mail }}\n",
    "chart/values.yaml": "env:\n  WORKERS: many\n",
    "other/templates/web.yaml": "MAIL_HOST: x\n",
}
RENDERED = "---\n# Source: chart/templates/web.yaml\nkind: Pod\n---\n# Source: chart/templates/db.yaml\nkind: Pod\n"
PARTS = [Rendered(Span("r.yaml", 2, 1, 5, 1), "chart/templates/web.yaml")]


def places(variable: str, line: int = 3) -> list[Related]:
    found = Diagnostic("REL440", "x", "m", Span("r.yaml", line, 1, line, 2), variable=variable)
    (more,) = led((found,), Project(PARTS), FILES.keys(), FILES.get)
    return list(more.related)


def test_every_document_knows_its_template() -> None:
    facts = kubernetes.read(RENDERED.encode(), "r.yaml")
    parts = [fact for fact in facts if isinstance(fact, Rendered)]
    assert [(part.span.line, part.span.end_line, part.template) for part in parts] == [
        (2, 5, "chart/templates/web.yaml"),
        (5, 7, "chart/templates/db.yaml"),
    ]


def test_a_variable_is_shown_where_the_template_of_that_chart_names_it() -> None:
    assert places("MAIL_HOST") == [
        Related(Span("chart/templates/web.yaml", 2, 11, 2, 20), "rendered from this template")
    ]


def test_a_variable_that_a_loop_gives_is_shown_in_the_values() -> None:
    assert places("WORKERS") == [Related(Span("chart/values.yaml", 2, 3, 2, 10), "named in the values of the chart")]


def test_a_variable_that_is_nowhere_leads_to_the_template() -> None:
    assert places("GONE") == [Related(Span("chart/templates/web.yaml", 1, 1, 1, 1), "rendered from this template")]


def test_what_no_template_gave_leads_nowhere() -> None:
    assert places("MAIL_HOST", line=7) == []
