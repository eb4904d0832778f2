"""What a build step leaves behind of a secret: files it writes it to, and the build log.

A redirect counts where the command's own output is the secret (`echo`, `cat`, `printf`...), not where a
program merely used it (`curl -H "$T" > page`). What the same step removes again is marked.
"""

import re
from collections.abc import Iterator
from typing import Final

from relcheck.facts.image import Kept, Printed
from relcheck.repo.docker.scope import Located
from relcheck.repo.docker.shell import Command, Redirect
from relcheck.repo.docker.step import Script, Secret, Step
from relcheck.repo.docker.words import variables
from relcheck.secret import is_secret, looks

_ECHOES: Final = frozenset(
    "echo printf cat tr sed awk gawk envsubst jq yq base64 head tail cut tee env printenv dd xxd".split()
)
_COPIES: Final = frozenset(("cp", "install", "rsync", "mv"))
MAX_PIPE: Final = 20
NOWHERE: Final = re.compile(r"^(/dev/|/proc/|/dev$|&?\d+$|-$)")
# Commands that store what they are given: (words that begin it, where it goes, what takes it back).
STORES: Final[tuple[tuple[tuple[str, ...], str, tuple[str, ...]], ...]] = (
    (("pip", "config", "set"), "~/.config/pip/pip.conf", ("pip config unset",)),
    (("pip3", "config", "set"), "~/.config/pip/pip.conf", ("pip3 config unset",)),
    (("poetry", "config"), "~/.config/pypoetry/auth.toml", ("--unset",)),
    (("uv", "auth", "login"), "~/.local/share/uv/credentials", ("uv auth logout",)),
    (("npm", "config", "set"), "~/.npmrc", ("npm config delete",)),
    (("npm", "set"), "~/.npmrc", ("npm config delete",)),
    (("pnpm", "config", "set"), "~/.npmrc", ("pnpm config delete",)),
    (("yarn", "config", "set"), "~/.yarnrc", ("yarn config delete", "yarn config unset")),
    (("bundle", "config"), "~/.bundle/config", ("bundle config unset",)),
    (("composer", "config"), "~/.composer/auth.json", ("--unset",)),
    (("conda", "config"), "~/.condarc", ("--remove",)),
    (("aws", "configure", "set"), "~/.aws/credentials", ()),
    (("docker", "login"), "~/.docker/config.json", ("docker logout",)),
    (("gh", "auth", "login"), "~/.config/gh/hosts.yml", ("gh auth logout",)),
    (("huggingface-cli", "login"), "~/.cache/huggingface/token", ("huggingface-cli logout",)),
    (("hf", "auth", "login"), "~/.cache/huggingface/token", ("hf auth logout",)),
    (("gcloud", "auth"), "~/.config/gcloud", ("gcloud auth revoke",)),
    (("az", "login"), "~/.azure", ("az logout",)),
    (("git", "config"), "~/.gitconfig", ("--unset", "--remove-section")),
    (("git", "remote", "add"), ".git/config", ("git remote remove", "git remote set-url", "rm -rf .git")),
    (("git", "remote", "set-url"), ".git/config", ("rm -rf .git",)),
    (("git", "clone"), ".git/config", ("rm -rf",)),
    (("gpg", "--import"), "~/.gnupg", ("--delete-secret",)),
    (("gpg", "--batch", "--import"), "~/.gnupg", ("--delete-secret",)),
)


def kept(step: Step) -> Iterator[Kept]:
    """Every place where the step writes a secret into a file."""
    for script in step.scripts:
        for index, command in enumerate(script.commands):
            before = upstream(script, index)
            yield from _redirected(step, script, command, before)
            yield from _copied(step, script, command)
            yield from _stored(step, script, command, before)


def _secrets(step: Step, command: Command, before: tuple[Command, ...]) -> list[Secret]:
    """Secrets before settings: what `_found` finds."""
    return sorted(_found(step, command, before), key=lambda secret: secret.source == "setting")


def _found(step: Step, command: Command, before: tuple[Command, ...]) -> list[Secret]:
    """The secrets in the words of a command, in what it reads, and in what is piped into it."""
    raws = [word.raw for word in command.words[1:]]
    raws += [
        r.target.raw if r.operator == "<" else r.body for r in command.redirects if r.operator in ("<", "<<", "<<-")
    ]
    raws += [r.target.raw for r in command.redirects if r.operator == "<<<"]
    found = [secret for raw in raws for secret in step.secrets(raw)]
    if before and before[0].name in _ECHOES:
        found += _found(step, before[0], before[1:])
    return found


def upstream(script: Script, index: int) -> tuple[Command, ...]:
    """The commands whose output a command reads through pipes, nearest first."""
    found: list[Command] = []
    piped, depth = script.commands[index].piped, script.commands[index].depth
    while piped and index and len(found) < MAX_PIPE:
        index -= 1
        command = script.commands[index]
        if command.depth == depth:
            piped = command.piped
            found.append(command)
    return tuple(found)


def _fact(
    step: Step, script: Script, command: Command, secret: Secret, what: str, path: str, back: tuple[str, ...] = ()
) -> Kept:
    gone = removed(script, command, path, back)
    span, stage = script.span(command), step.here.stage
    return Kept(span, stage, secret.source, secret.name, what, path, gone)


def _redirected(step: Step, script: Script, command: Command, before: tuple[Command, ...]) -> Iterator[Kept]:
    targets = [(r, r.target.plain, "a redirect") for r in command.redirects if r.operator in (">", ">>", ">|")]
    found: list[tuple[Redirect | None, str, str]] = [(r, path, what) for r, path, what in targets]
    if command.name == "tee":
        found += [(None, word, "`tee`") for word in command.arguments if not word.startswith("-")]
    for redirect, path, what in found:
        if NOWHERE.match(path) or elsewhere(step, path) or (redirect and redirect.descriptor == "2"):
            continue
        if command.name not in _ECHOES and command.name:
            continue
        for secret in _secrets(step, command, before)[:1]:
            yield _fact(step, script, command, secret, what, path)
        body = next((r.body for r in command.redirects if r.body), "")
        if body and _literal_secret(body):
            span = script.span(command)
            yield Kept(span, step.here.stage, "literal", "", "a heredoc", path, removed(script, command, path, ()))


def from_heredocs(here: Located) -> Iterator[Kept]:
    """The files that `COPY <<EOF /app/.env` writes: Docker fills in build arguments where the name is not quoted."""
    instruction = here.instruction
    words = instruction.body.text.split()
    target = words[-1].strip("\"'") if words else ""
    for heredoc in instruction.heredocs:
        path = target + heredoc.name if target.endswith("/") else target
        names = (
            {variable.name for variable in variables(heredoc.body.text)} & here.scope.keys()
            if heredoc.expands
            else set()
        )
        secret = next((name for name in sorted(names) if is_secret(name)), "")
        setting = next((name for name in sorted(names) if here.scope[name].arguments), "")
        if secret:
            yield Kept(instruction.span, here.stage, "variable", secret, "a heredoc", path)
        elif _literal_secret(heredoc.body.text):
            yield Kept(instruction.span, here.stage, "literal", "", "a heredoc", path)
        elif setting:
            yield Kept(instruction.span, here.stage, "setting", setting, "a heredoc", path)


def _literal_secret(text: str) -> bool:
    """Whether lines like `PASSWORD=...` of a text hold a secret themselves."""
    for name, value in re.findall(r"(?m)^\s*(?:export\s+)?([A-Za-z_]\w*)\s*[=:]\s*[\"']?([^\s\"']+)", text):
        if looks(value) in ("token", "credentials") and (is_secret(name) or looks(value) == "credentials"):
            return True
    return False


def _copied(step: Step, script: Script, command: Command) -> Iterator[Kept]:
    if command.name not in _COPIES or len(command.words) < 3:
        return
    words = [word for word in command.words[1:] if not word.raw.startswith("-")]
    target = words[-1].plain if words else ""
    if elsewhere(step, target) or NOWHERE.match(target):
        return
    for word in words[:-1]:
        for path, secret in step.paths.items():
            if path in word.raw or (word.raw.startswith("/run/secrets") and secret.source == "mount"):
                name = target.rstrip("/") + "/" + word.plain.rsplit("/", 1)[-1] if target.endswith("/") else target
                yield _fact(step, script, command, secret, f"`{command.name}`", name)
                return


def _stored(step: Step, script: Script, command: Command, before: tuple[Command, ...]) -> Iterator[Kept]:
    plain = [command.name, *(word for word in command.arguments)]
    bare = [word for word in plain if not word.startswith("-")]
    for words, path, back in STORES:
        if tuple(bare[: len(words)]) != words and tuple(plain[: len(words)]) != words:
            continue
        if any(taken in " ".join(plain) for taken in back):
            return  # it takes back what was stored
        for secret in _secrets(step, command, before)[:1]:
            if words == ("git", "clone"):
                where = _clone_folder(bare)
                back = (f"rm -rf {where}", f"rm -r {where}")
                yield _fact(step, script, command, secret, "`git clone`", f"{where}/.git/config", back)
            else:
                yield _fact(step, script, command, secret, f"`{' '.join(words)}`", path, back)
        return


def _clone_folder(words: list[str]) -> str:
    """Where `git clone URL [folder]` puts the repository."""
    url = next((index for index, word in enumerate(words) if "://" in word or "@" in word), 0)
    if url and len(words) > url + 1:
        return words[url + 1]
    return words[url].rstrip("/").rsplit("/", 1)[-1].removesuffix(".git") if url else ""


def elsewhere(step: Step, path: str) -> bool:
    """Whether a path lies in a mount, so that no layer keeps it."""
    targets = [mount.target.rstrip("/") for mount in step.mounts if mount.type in ("tmpfs", "cache", "bind", "secret")]
    return path.startswith("/dev/shm/") or any(t and (path == t or path.startswith(t + "/")) for t in targets)


def removed(script: Script, command: Command, path: str, back: tuple[str, ...]) -> bool:
    """Whether a later command of the same script takes the file, or the setting, back."""
    for later in script.commands:
        if later.start <= command.start:
            continue
        text = " ".join(word.plain for word in later.words)
        if any(words in text for words in back):
            return True
        if later.name in ("rm", "shred", "unlink") and path:
            plain = _home(path)
            for word in later.arguments:
                gone = _home(word).rstrip("/*")
                if gone and (plain == gone or plain.startswith(gone + "/")):
                    return True
    return False


def _home(path: str) -> str:
    """One spelling for the home directory."""
    return re.sub(r"^(/root|\$HOME|\$\{HOME\}|~)(?=/|$)", "~", path).removeprefix("./")


def printed(step: Step) -> Iterator[Printed]:
    """Every place where the step writes a secret, or the whole environment, into the build log."""
    traced = False
    told: set[str] = set()  # `set -x` is one mistake, however many commands follow
    real = [name for name, secret in step.variables.items() if secret.source != "setting"]
    for script in step.scripts:
        for command in script.commands:
            silent = command.pipes or command.depth or any(r.operator in (">", ">>", "&>") for r in command.redirects)
            if command.name == "set" and any(
                re.match(r"^-\w*x", word) or word == "xtrace" for word in command.arguments
            ):
                traced = True
            elif command.name == "set" and any(re.match(r"^\+\w*x", word) for word in command.arguments):
                traced = False
            elif not silent and _dumps(command) and real:
                yield Printed(script.span(command), step.here.stage, "environment", real[0])
            elif not silent and command.name in ("echo", "printf", "cat"):
                for secret in [s for word in command.words[1:] for s in _real(step, word.raw)][:1]:
                    if not _only_tested(command):
                        yield Printed(script.span(command), step.here.stage, "variable", secret.name)
            if traced and command.name != "set":
                shown = [s for word in _shown(command) for s in _real(step, word) if s.name not in told]
                for secret in shown[:1]:
                    told.add(secret.name)
                    yield Printed(script.span(command), step.here.stage, "trace", secret.name)


def _real(step: Step, raw: str) -> list[Secret]:
    """The secrets that a word mentions; settings may be printed."""
    return [secret for secret in step.secrets(raw) if secret.source != "setting"]


def _dumps(command: Command) -> bool:
    """Whether a command prints the whole environment."""
    arguments = [word for word in command.arguments if word not in ("-0", "--null", "-p")]
    return (
        command.name in ("env", "printenv", "export", "declare")
        and not arguments
        and bool(command.name in ("env", "printenv") or "-p" in command.arguments)
    )


def _shown(command: Command) -> list[str]:
    """The words that `set -x` prints with their variables filled in."""
    return [word.raw for word in command.words] + [word.raw for _, word in command.assignments]


def _only_tested(command: Command) -> bool:
    """`${X:+set}` shows that a variable is set, not what it holds."""
    raws = " ".join(word.raw for word in command.words[1:])
    return bool(re.search(r"\$\{\w+:?\+", raws)) and not re.search(r"\$\w|\$\{\w+\}", raws)
