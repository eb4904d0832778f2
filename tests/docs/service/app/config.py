"""What the shop is configured with."""

from pydantic import Field, PostgresDsn, Secret, SecretStr
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    """The variables of the shop."""

    database_url: Secret[PostgresDsn]
    secret_key: SecretStr
    mail_host: str
    workers: int = Field(2, ge=1)


settings = Settings()
