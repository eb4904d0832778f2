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
    " MOONSHOT DASHSCOPE ZHIPUAI MINIMAX OPENWEATHER OPENWEATHERMAP".split()
)
_KEYS = ("KEY", "TOKEN", "CLIENT_SECRET")
_NO_KEY = frozenset(
    digest(text)
    for text in "EMPTY empty ollama lm-studio no-key no-key-required no-key-needed not-needed not_needed not-required"
    " not_required sk-no-key-required sk-not-needed NOT_NEEDED NOT_REQUIRED NA N/A no_key unneeded".split()
)
"""What programs show to a server that asks for no key, because their client wants one."""
_REHEARSALS = ("test", "testing", "dev", "development", "local", "demo")


def of_a_service(variable: str) -> bool:
    """Whether a program shows this to a well-known service, which a placeholder does not open: `OPENAI_API_KEY`."""
    name = variable.upper()
    return name.endswith(_KEYS) and not _SERVICES.isdisjoint(name.split("_"))


def opens(names: Iterable[str], default: Default) -> bool:
    """Whether a default of a variable with one of these names would be a secret."""
    return default.digest not in _NO_KEY and any(is_secret(name, default.looks) for name in names)


def rehearses(path: str, cls: str) -> bool:
    """Whether settings are made for tests or a laptop: `settings/test.py`, `class LocalSettings`."""
    stem = path.rpartition("/")[2].removesuffix(".py")
    words = [stem, *re.findall("[A-Z][a-z]*", cls)]
    return "demo" in stem.split("_") or any(word.lower() in _REHEARSALS for word in words)
