"""Whose secret a default stands for: one of a service of others, or one for tests and a laptop."""

import re
from collections.abc import Iterable

from relcheck.facts.python import Default
from relcheck.secret import digest, is_secret

_SERVICES = frozenset(
    "OPENAI ANTHROPIC AZURE GOOGLE GEMINI COHERE CO MISTRAL VOYAGE GROQ XAI DEEPSEEK OPENROUTER TOGETHER FIREWORKS HF"
    " HUGGINGFACE REPLICATE TAVILY SERPAPI SERPER JINA PINECONE LANGCHAIN LANGSMITH WANDB STRIPE PAYPAL SENDGRID"
    " MAILGUN TWILIO SLACK GITHUB GITLAB TELEGRAM DISCORD NOTION CLOUDFLARE DATADOG SENTRY MAPBOX"
    " TWITTER FACEBOOK INSTAGRAM WHATSAPP LINKEDIN AIRTABLE HUBSPOT PERPLEXITY ELEVENLABS FIRECRAWL NVIDIA"
    " AUTH0 OKTA CLERK BRAVE EXA APIFY RESEND POSTMARK ALGOLIA SHOPIFY RAZORPAY ALPACA BINANCE COINBASE CEREBRAS"
    " NEWRELIC RELIC ROLLBAR BUGSNAG HONEYCOMB MOONSHOT DASHSCOPE ZHIPUAI MINIMAX OPENWEATHER OPENWEATHERMAP".split()
)
_KEYS = ("KEY", "TOKEN", "CLIENT_SECRET")
_UNASKED = (
    "empty ollama lm-studio no-key no-key-required no-key-needed not-needed not-required unneeded na dummy fake"
    " dummy-key fake-key dummy-api-key fake-api-key cant-be-empty"
).split()
_NO_KEY = frozenset(digest(text) for one in _UNASKED for text in (one, one.upper(), one.replace("-", "_"), f"sk-{one}"))
"""What programs show to a server that asks for no key, because their client wants one."""
_NOTHING = frozenset(digest(text) for text in "none None NONE null undefined unset notset not-set not_set".split())
"""What stands for a value that is not there."""
_API = re.compile(r"(?i)API_?(KEY|TOKEN)$")
_REHEARSALS = ("test", "testing", "dev", "development", "local", "demo")


def of_a_service(variable: str) -> bool:
    """Whether a program shows this to a well-known service, which a placeholder does not open: `OPENAI_API_KEY`."""
    name = variable.upper()
    return name.endswith(_KEYS) and not _SERVICES.isdisjoint(name.split("_"))


def opens(names: Iterable[str], default: Default) -> bool:
    """Whether a default of a variable with one of these names would be a secret."""
    if default.digest in _NOTHING:
        return False
    secret = [name for name in names if is_secret(name, default.looks)]
    shown = default.digest in _NO_KEY and all(_API.search(name) or of_a_service(name) for name in secret)
    return bool(secret) and not shown


def rehearses(path: str, cls: str) -> bool:
    """Whether settings are made for tests or a laptop: `settings/test.py`, `class LocalSettings`."""
    stem = path.rpartition("/")[2].removesuffix(".py")
    words = [stem, *re.findall("[A-Z][a-z]*", cls)]
    return "demo" in stem.split("_") or any(word.lower() in _REHEARSALS for word in words)
