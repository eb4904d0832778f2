"""Names of files that say what a file is for, whatever is written in it."""

from typing import Final

CONFIGURATION: Final = (
    ("config", "settings", "env"),
    ("configuration", "environment", "environ", "envs", "env_vars", "environment_variables", "conf", "configs",
     "default_settings", "settings_default"),
)  # fmt: skip
"""What modules are called in which variables are read, the names that everybody uses first."""
ENTRY_FILES: Final = frozenset(
    ("__main__.py", "manage.py", "wsgi.py", "asgi.py", "main.py", "celery.py", "celeryapp.py", "celery_app.py")
)
"""Files whose name says that a process begins there."""
