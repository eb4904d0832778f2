"""Well-known token formats: few, each documented by its issuer, each with bytes that are rare elsewhere.

detect-secrets (1.5, the maintained rule set on PyPI) was weighed: it reads text line by
line, most of its plugins guess by entropy, and none of them says where a match may begin. A format here
has an anchor that the one search over all bytes looks for, and an expression that settles it there.
"""

import re
from typing import Final, NamedTuple


class Token(NamedTuple):
    """One format: what it is called, the bytes it begins with, and what must follow."""

    what: str
    anchors: tuple[bytes, ...]
    expression: re.Pattern[bytes]


def _token(what: str, anchors: str, expression: str) -> Token:
    """A format that is no part of a longer word."""
    pattern = re.compile(rb"(?:%b)(?![A-Za-z0-9_-])" % expression.encode())
    return Token(what, tuple(anchor.encode() for anchor in anchors.split()), pattern)


# Every repetition is bounded and every line has one end, so that no text makes the match slow.
_PEM: Final = re.compile(
    rb"-----BEGIN (?:(?:RSA|EC|DSA|OPENSSH|ENCRYPTED|PGP) )?PRIVATE KEY(?: BLOCK)?-----(?:\\n|\\r|[\s\"'+,]){1,64}"
    rb"(?:[\w-]{1,40}: [^\r\n\\]{0,100}(?:\\r|\\n|[\r\n]){1,8}){0,8}[A-Za-z0-9+/]{40}"
)

TOKENS: Final = (
    Token("a private key", (b"-----BEGIN ",), _PEM),
    _token("a GitHub token", "ghp_ gho_ ghu_ ghs_ ghr_", r"gh[pousr]_[A-Za-z0-9]{36,251}"),
    _token("a GitHub token", "github_pat_", r"github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}"),
    _token("a GitLab token", "glpat- gldt- glrt- glptt-", r"gl(?:pat|dt|rt|ptt)-[\w-]{20,64}"),
    _token("an AWS access key", "AKIA ASIA", r"A[KS]IA(?![A-Z2-7]{9}EXAMPLE)[A-Z2-7]{16}"),
    _token("a Stripe key", "sk_live_ rk_live_", r"[sr]k_live_[A-Za-z0-9]{20,247}"),
    _token("a Slack token", "xoxb- xoxp- xoxa- xoxr- xoxs- xapp-", r"(?:xox[abprs]|xapp)-\d[\w-]{20,250}"),
    _token("a Google API key", "AIza", r"AIza[\w-]{35}"),
    _token("a SendGrid key", "SG.", r"SG\.[\w-]{22}\.[\w-]{43}"),
    _token("an npm token", "npm_", r"npm_[A-Za-z0-9]{36}"),
    _token("a PyPI token", "pypi-AgE", r"pypi-AgE(?:IcHlwaS5vcmc|NdGVzdC5weXBpLm9yZw)[\w-]{50,1000}"),
    _token("a Hugging Face token", "hf_", r"hf_(?=[A-Za-z]*[a-z])(?=[A-Za-z]*[A-Z])[A-Za-z]{34}"),
    _token("an OpenAI key", "sk-proj- sk-svcacct- sk-admin-", r"sk-(?:proj|svcacct|admin)-[\w-]{40,250}"),
    _token("an Anthropic key", "sk-ant-", r"sk-ant-[a-z]+\d\d-[\w-]{80,120}"),
    _token("a DigitalOcean token", "dop_v1_ doo_v1_ dor_v1_", r"do[opr]_v1_[a-f0-9]{64}"),
    _token("a Docker Hub token", "dckr_pat_", r"dckr_pat_[\w-]{27}"),
    _token("a Vault token", "hvs. hvb.", r"hv[sb]\.[\w-]{24,250}"),
    _token("a Shopify token", "shpat_ shpss_", r"shp(?:at|ss)_[a-fA-F0-9]{32}"),
    _token("a Databricks token", "dapi", r"dapi[a-f0-9]{32}(?:-\d)?"),
)  # fmt: skip
"""In a text, all of these are a secret whoever wrote it."""
