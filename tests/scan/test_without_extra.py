"""Without the extra `scan`, the standard library does the same, slowly, and what it cannot do is said."""

import sys
from collections.abc import Callable

import pytest

from relcheck.facts.artifact import SecretValue, Unread
from relcheck.scan import unpack
from relcheck.scan.run import Scan

SECRETS = {"TOKEN": "k7Qz-9fRt2Lw", "OTHER": "k7Qz-9fRt2LwXY"}
TEXT = b"token = 'k7Qz-9fRt2LwXY'"
Scanned = Callable[..., Scan]
Maker = Callable[..., bytes]


@pytest.fixture
def without_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("hyperscan", "isal", "isal.isal_zlib", "backports.zstd", "compression.zstd"):
        monkeypatch.setitem(sys.modules, name, None)


@pytest.mark.usefixtures("without_extra")
def test_the_same_is_found(scanned: Scanned, tar_of: Maker, zip_of: Maker, gz: Callable[[bytes], bytes]) -> None:
    found = scanned(gz(tar_of({"a": TEXT, "b.whl": zip_of({"c": TEXT})})), SECRETS)
    values = [(fact.variable, fact.place.path[-6:]) for fact in found.facts if isinstance(fact, SecretValue)]
    assert sorted(values) == [("OTHER", "act!/a"), ("OTHER", "whl!/c"), ("TOKEN", "act!/a"), ("TOKEN", "whl!/c")]
    assert any("relcheck-config[scan]" in note for note in found.notes)


@pytest.mark.usefixtures("without_extra")
def test_zstd_is_a_finding_that_says_what_is_missing(scanned: Scanned) -> None:
    assert unpack.zstd_module() is None
    found = scanned(b"\x28\xb5\x2f\xfd" + bytes(20), SECRETS)
    assert [fact.why for fact in found.facts if isinstance(fact, Unread)] == [
        "it is compressed with zstd, which needs the extra `scan`"
    ]
