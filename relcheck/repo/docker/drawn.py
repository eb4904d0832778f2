"""Keys that a build step draws and leaves in a layer: whoever has the image has them, and all containers share them."""

import re
from collections.abc import Iterator
from typing import Final

from relcheck.facts.image import Kept
from relcheck.repo.docker.kept import NOWHERE, elsewhere, removed, upstream
from relcheck.repo.docker.shell import Command
from relcheck.repo.docker.step import Step
from relcheck.secret import is_secret

# Programs that make keys: the words that begin the command, one of which it has besides, the option with the file.
_MAKERS: Final[tuple[tuple[tuple[str, ...], frozenset[str], str], ...]] = (
    (("openssl", "genrsa"), frozenset(), "-out"),
    (("openssl", "gendsa"), frozenset(), "-out"),
    (("openssl", "genpkey"), frozenset(), "-out"),
    (("openssl", "ecparam"), frozenset(("-genkey",)), "-out"),
    (("openssl", "req"), frozenset(("-newkey", "-new", "-x509", "-keyout")), "-keyout"),
    (("keytool",), frozenset(("-genkey", "-genkeypair", "-genseckey")), "-keystore"),
    (("ssh-keygen",), frozenset(("-t", "-b", "-N", "-q", "-f", "-A")), "-f"),
    (("wg", "genkey"), frozenset(), ""),
)
_NO_KEY: Final = frozenset("-y -l -R -F -e -i -H -s -Y -B -p -c".split())
"""What `ssh-keygen` does with keys and hosts that are there."""
_MAKES: Final = re.compile(r"\b(generate_(private_)?key|get_random_secret_key|gen_key)\(")
_RANDOM: Final = re.compile(r"\bopenssl\s+rand\b|/dev/u?random\b|\btoken_(hex|urlsafe|bytes)\(|\bpwgen\b")
_ASSIGNED: Final = re.compile(r"([A-Za-z_]\w*)[\"']?\s*[=:]")
_KEY_FILE: Final = re.compile(r"(?i)(^|[._-])(secrets?|\w*key|token|password|passwd|salt|jwt)([._-]|$)")


def drawn(step: Step) -> Iterator[Kept]:
    """Every key that the step draws into a file."""
    for script in step.scripts:
        for index, command in enumerate(script.commands):
            path = _made(command)
            if not path and not command.depth:
                texts = [_text(one) for one in (command, *upstream(script, index))]
                path = _written(command, " ".join(texts))
            if path and not NOWHERE.match(path) and not elsewhere(step, path):
                gone = removed(script, command, path, ())
                yield Kept(script.span(command), step.here.stage, "drawn", "", f"`{_called(command)}`", path, gone)


def _called(command: Command) -> str:
    """A program's name, with that of its part: `openssl req`."""
    return " ".join((command.name, *command.arguments[:1])) if command.name in ("openssl", "wg") else command.name


def _text(command: Command) -> str:
    raws = [word.raw for word in command.words]
    return " ".join((*raws, *(one.target.raw for one in command.redirects if one.operator == "<")))


def _redirect(command: Command) -> str:
    targets = (one.target.plain for one in command.redirects if one.operator in (">", ">>", ">|"))
    return next(targets, "")


def _made(command: Command) -> str:
    """The file in which a program that makes keys leaves one; empty where it makes none, or only shows it."""
    plain = (command.name, *command.arguments)
    for words, besides, option in _MAKERS:
        if plain[: len(words)] != words or (besides and besides.isdisjoint(plain)):
            continue
        if command.name == "ssh-keygen" and not _NO_KEY.isdisjoint(plain):
            return ""
        if option in plain[:-1]:
            return plain[plain.index(option) + 1]
        return "/etc/ssh" if "-A" in plain else _redirect(command)
    return ""


def _written(command: Command, text: str) -> str:
    """The file that gets what a random source gives, where it is for a key: by the file's name, or a variable's."""
    edited = command.name == "sed" and any(word.startswith("-i") for word in command.arguments)
    path = command.arguments[-1] if edited else _redirect(command)
    if command.name == "tee":
        path = next((word for word in command.arguments if not word.startswith("-")), "")
    if not path or (_MAKES.search(text) is None and _RANDOM.search(text) is None):
        return ""
    named = _KEY_FILE.search(path.rpartition("/")[2]) or any(map(is_secret, _ASSIGNED.findall(text)))
    return path if named or _MAKES.search(text) else ""
