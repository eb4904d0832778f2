"""A stand-in for a value that is not set: it can be passed on, but not used."""

from typing import Any, NoReturn


class WithheldError(TypeError):
    """A module used a setting that is not there; what it was about to do with it is not done."""


class Absent:
    """Any attribute and any call of it is it again; as text, number, truth or path it raises.

    So a module can store it, take attributes of it and hand it to a constructor, but cannot open,
    delete or connect to anything by its name.
    """

    __slots__ = ()

    def __getattr__(self, name: str) -> "Absent":
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *_: Any, **__: Any) -> "Absent":
        return self

    def __getitem__(self, _: Any) -> "Absent":
        return self

    def __repr__(self) -> str:
        return "<absent>"

    def _no(self, *_: Any) -> NoReturn:
        raise WithheldError("this setting has no value")

    __str__ = __format__ = __bool__ = __int__ = __float__ = __index__ = __fspath__ = __bytes__ = _no
    __iter__ = __len__ = __contains__ = __add__ = __radd__ = __sub__ = __mul__ = __truediv__ = __mod__ = _no
    __lt__ = __le__ = __gt__ = __ge__ = __enter__ = __exit__ = __rtruediv__ = __rmod__ = __rsub__ = __rmul__ = _no


ABSENT = Absent()
