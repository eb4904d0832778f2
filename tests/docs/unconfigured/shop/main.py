"""The shop: it answers with the address that mail goes to."""

import os

from fastapi import FastAPI

app = FastAPI()


@app.get("/")
def root() -> dict[str, str]:
    """Who sends the mail, and with how many workers."""
    return {"mail": os.environ["MAIL_HOST"], "workers": os.environ.get("WORKERS", "4")}


def pay() -> str:
    """The key of the payment service."""
    return os.environ["PAYMENT_API_KEY"]
