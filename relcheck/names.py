"""Names of environment variables: which are everybody's, and how a glob matches them."""

from collections.abc import Iterable
from fnmatch import fnmatchcase
from typing import Final

from relcheck.lazy import pattern

ALLOWED: Final[tuple[str, ...]] = (
    # the shell and the operating system (POSIX.1-2024, chapter 8; Windows' own)
    "PATH", "HOME", "USER", "USERNAME", "LOGNAME", "SHELL", "PWD", "OLDPWD", "LANG", "LANGUAGE", "LC_*",
    "TZ", "TERM", "TERM_PROGRAM", "COLORTERM", "COLUMNS", "LINES", "TMPDIR", "TEMP", "TMP", "EDITOR",
    "VISUAL", "PAGER", "BROWSER", "DISPLAY", "WAYLAND_DISPLAY", "HOSTNAME", "COMPUTERNAME", "UID", "PATHEXT",
    "COMSPEC", "USERPROFILE", "HOMEDRIVE", "HOMEPATH", "APPDATA", "LOCALAPPDATA", "PROGRAMDATA",
    "PROGRAMFILES", "SYSTEMROOT", "WINDIR", "XDG_*", "LD_LIBRARY_PATH", "DYLD_*", "SSH_*", "SUDO_USER",
    "PROGRAMFILES(X86)", "PROGRAMW6432", "ProgramFiles", "ProgramFiles(x86)", "ProgramData", "SystemRoot", "LNAME",
    # conventions that tools of many languages share
    "JAVA_HOME", "KUBECONFIG", "DOCKER_HOST",
    "CI", "NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "SOURCE_DATE_EPOCH",
    "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "all_proxy", "no_proxy",
    # Python and its environments (docs.python.org, "Environment variables")
    "PYTHON*", "VIRTUAL_ENV", "CONDA_*", "PYTEST_*", "TOX_*", "COVERAGE_*",
    # what a platform injects by itself
    "KUBERNETES_*", "GITHUB_ACTIONS", "GITLAB_CI", "SSL_CERT_FILE", "SSL_CERT_DIR", "NOTIFY_SOCKET",
    "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "ECS_CONTAINER_METADATA_URI*", "PROMETHEUS_MULTIPROC_DIR", "container",
    "LISTEN_FDS", "LISTEN_PID", "INVOCATION_ID", "GITHUB_ACTOR", "GITHUB_BASE_REF", "GITHUB_ENV", "GITHUB_EVENT_NAME",
    "GITHUB_EVENT_PATH", "GITHUB_HEAD_REF", "GITHUB_OUTPUT", "GITHUB_PATH", "GITHUB_REF", "GITHUB_REF_NAME",
    "GITHUB_REPOSITORY", "GITHUB_REPOSITORY_OWNER", "GITHUB_RUN_*", "GITHUB_SHA", "GITHUB_STEP_SUMMARY",
    "GITHUB_WORKFLOW", "GITHUB_WORKSPACE", "RUNNER_*", "AWS_LAMBDA_*", "AWS_EXECUTION_ENV", "LAMBDA_TASK_ROOT",
    "CDK_DEFAULT_ACCOUNT", "CDK_DEFAULT_REGION", "SUPERVISOR_TOKEN", "HASSIO_TOKEN", "_X_AMZN_TRACE_ID",
    "CF_INSTANCE_*", "JOB_COMPLETION_INDEX", "AIRFLOW_CTX_*", "BUILD_URL", "prometheus_multiproc_dir",
    # what a desktop, a terminal, or what packs for one tells the programs in it; what a reloader tells its child
    "DESKTOP_SESSION", "KDE_FULL_SESSION", "DBUS_SESSION_BUS_ADDRESS", "GDK_BACKEND", "QT_QPA_PLATFORM", "SNAP",
    "SNAP_*", "FLATPAK_ID", "APPIMAGE", "APPDIR", "ANSICON", "WT_SESSION", "LESS", "GPG_TTY", "GPG_AGENT_INFO",
    "_ARGCOMPLETE", "COMP_LINE", "COMP_POINT", "COMP_WORDS", "COMP_CWORD", "WERKZEUG_RUN_MAIN", "RUN_MAIN",
    # what says where the settings are, and what a launcher tells each of the processes that it starts
    "DJANGO_SETTINGS_MODULE", "DJANGO_CONFIGURATION", "SLURM_*", "RANK", "LOCAL_RANK", "WORLD_SIZE",
    "LOCAL_WORLD_SIZE", "MASTER_ADDR", "MASTER_PORT",
    "RELCHECK_MINIMAL",  # `relcheck run --minimal` sets it for the application to ask
)  # fmt: skip
"""Variables that any module may read; shown by `relcheck rules`, replaced by the key `allow`."""


def matches(name: str, globs: Iterable[str]) -> bool:
    """Whether one of the globs matches the name, case and all."""
    return any(name == glob or ("*" in glob and fnmatchcase(name, glob)) for glob in globs)


def valueless(word: str) -> str:
    """A word of a command line as it may be shown: of an assignment, which may hold a secret, only the name."""
    name, equals, _ = word.partition("=")
    return f"{name}=..." if equals and name.lstrip("-").replace("-", "_").isidentifier() else word


_FLAG: Final = pattern(
    r"(^|_)(DEBUG|VERBOSE|TESTING|ENABLED?|DISABLED?|DRY_?RUN)$"
    r"|^(ENABLE|DISABLE|USE|IS|HAS|ALLOW|SKIP|NO|FORCE|SHOULD|WITH|WITHOUT|SEND|REQUIRE|DISALLOW|DO|DONT|ONLY)_"
    r"|_(ENABLE|DISABLE|ALLOW|SKIP|FORCE|REQUIRE|IS|USE|NO)_"
)


def is_flag(name: str) -> bool:
    """Whether a variable of this name is a switch: `DEBUG`, `ENABLE_MAIL`, `SHOP_USE_TLS`, `MAIL_ENABLED`."""
    return bool(_FLAG.search(name.upper()))


def nearest(given: str, known: Iterable[str]) -> str:
    """The known name that an unknown one most resembles, or an empty string."""
    best, score = "", 3
    known = tuple(known)
    for name in known:
        if abs(len(name) - len(given)) > 2:
            continue
        far = distance(given.upper(), name.upper(), score)
        if far < score and far * 4 <= len(name) and not _another(given.upper(), name.upper()):
            best, score = name, far
    if best:
        return best
    shape = sorted(given.upper().replace("__", "_").split("_"))
    file = given.upper().removesuffix("_FILE")
    for name in known:
        if sorted(name.upper().replace("__", "_").split("_")) == shape or name.upper() == file:
            return name
    return ""


def _another(given: str, name: str) -> bool:
    """Whether one word of a name is another one, and not misspelt: `REDIS_SSL`, `REDIS_URL`; `DB_PORT`, `DB_HOST`."""
    words = given.split("_"), name.split("_")
    unlike = [pair for pair in zip(*words, strict=False) if pair[0] != pair[1]]
    if len(words[0]) != len(words[1]) or len(unlike) != 1:
        return False
    (one, two) = unlike[0]
    short = len(one) == len(two) < 4 and sorted(one) != sorted(two)
    return short or 3 * distance(one, two, 3) > max(len(one), len(two))


def distance(one: str, two: str, limit: int) -> int:
    """How many characters must be added, dropped, changed or swapped; `limit` where it is that or more."""
    before: list[int] = []
    last = list(range(len(two) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(two, 1):
            row.append(min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b)))
            if i > 1 and j > 1 and a == two[j - 2] and one[i - 2] == b:
                row[j] = min(row[j], before[j - 2] + 1)
        if min(row) >= limit:
            return limit
        before, last = last, row
    return min(last[-1], limit)
