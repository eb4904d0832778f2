"""Facts about finished artifacts: what is in an image, a wheel or a bundle that should not be, and where."""

from typing import Literal, NamedTuple

from relcheck.diagnostic import Related, Span

Encoding = Literal["as it is", "in base64", "in hex", "URL-encoded", "JSON-escaped"]
Evidence = Literal[
    "file",  # a file whose name and content are made to hold a secret
    "token",  # a well-known token format
    "config",  # an environment variable, label or command of an image's configuration
    "history",  # an instruction in an image's history
    "provenance",  # a build argument that an attestation records
]
Frozen = Literal["image", "file", "module"]


class Place(NamedTuple):
    """Where in an artifact: which layer, made by which instruction, which path, which byte.

    `path` is the artifact's path, and after each `!/` the path inside the archive before it. `layer` is
    a digest (empty outside of images), `instruction` the line of the history that made it, without any
    value. `deleted` names the layer that deletes the file again, which does not take it out of the image.
    """

    path: str
    offset: int = -1
    layer: str = ""
    instruction: str = ""
    deleted: str = ""

    @property
    def span(self) -> Span:
        """The first character of the file: a place in an artifact has bytes, no lines."""
        return Span(self.path, 1, 1, 1, 2)

    @property
    def words(self) -> str:
        """Which byte, which layer, made by what, as the end of a sentence; empty where there is nothing to say."""
        parts = [f"byte {self.offset}"] if self.offset >= 0 else []
        if self.layer:
            parts.append(f"layer {self.layer[:19]}")
        text = ", ".join(parts)
        if self.instruction:
            text += (" made by " if self.layer else " in ") + f"`{self.instruction}`"
        if self.deleted:
            text += f", and still there though layer {self.deleted[:19]} deletes the file"
        return f" ({text.strip()})" if text else ""

    @property
    def related(self) -> tuple[Related, ...]:
        """The layer by its whole digest, for who wants to look it up."""
        if not self.layer:
            return ()
        made = f", made by `{self.instruction}`" if self.instruction else ""
        return (Related(self.span, f"layer {self.layer}{made}"),)


class SecretValue(NamedTuple):
    """The value of one variable, in one of its forms, is in the artifact: exact, not a guess."""

    span: Span
    variable: str
    encoding: Encoding
    place: Place
    part: str = ""  # "the password of" when a URL is not there but its password is
    times: int = 1


class SecretLook(NamedTuple):
    """Something in the artifact that looks like a secret; `what` says what, in words."""

    span: Span
    what: str
    evidence: Evidence
    place: Place
    variable: str = ""
    placeholder: bool = False  # not a live credential, but one that the program could start with
    times: int = 1


class FrozenVariable(NamedTuple):
    """A variable of the contract has been given its value at build time."""

    span: Span
    variable: str
    kind: Frozen
    place: Place


class Unread(NamedTuple):
    """A part of the artifact that could not be read, and why; nothing is known about what is in it."""

    span: Span
    why: str
    place: Place
