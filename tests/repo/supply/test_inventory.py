"""Names that a platform keeps itself, in the shapes that its commands print."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relcheck.errors import UsageError
from relcheck.repo.supply.inventory import names

SHAPES = [
    '[{"name": "DSN", "digest": "x"}, {"name": "KEY"}]',
    '[{"Name": "DSN"}, {"Name": "KEY"}]',
    '{"DSN": "postgres://marked-value", "KEY": "marked-value"}',
    '{"kind": "Secret", "data": {"DSN": "bWFya2Vk", "KEY": ""}}',
    '{"kind": "List", "items": [{"kind": "Secret", "data": {"DSN": ""}}, {"kind": "ConfigMap", "data": {"KEY": ""}}]}',
    '["DSN", "KEY"]',
    '{"staging_env_json": {}, "environment_variables": {"DSN": "marked-value"}, "system_env_json": {"KEY": {}}}',
    '{"secrets": {"DSN": {}, "KEY": {}}}',
    "DSN\nKEY\n",
    "# set by hand\nexport DSN=marked-value\nKEY=marked-value\n",
]


@pytest.mark.parametrize("text", SHAPES)
def test_names_are_read_and_values_are_not(text: str) -> None:
    assert names(text) == ("DSN", "KEY")


@pytest.mark.parametrize("text", ["", "[]", "{}", "no names here\n", "3"])
def test_a_list_without_names_is_an_error_and_not_an_empty_platform(text: str) -> None:
    with pytest.raises(UsageError):
        names(text, "secrets.json")


@given(
    st.recursive(
        st.text(max_size=6) | st.integers() | st.none(), lambda x: st.lists(x) | st.dictionaries(st.text(max_size=6), x)
    )
)
def test_any_json_is_names_or_one_error(value: object) -> None:
    try:
        found = names(json.dumps(value))
    except UsageError:
        return
    assert all(isinstance(name, str) for name in found)
