"""Stands in for python3-kms++, which Debian lacks: picamera2 imports it for a preview on a screen that no test has."""


class _Names(type):
    def __getattr__(cls, name: str) -> str:
        if name.startswith("__"):
            raise AttributeError(name)
        return name


class PixelFormat(metaclass=_Names):
    """Names of formats, never used without a screen."""


class PlaneType(metaclass=_Names):
    """Names of planes, never used without a screen."""


def _absent(*_: object, **__: object) -> None:
    raise RuntimeError("There is no screen here.")


Card = ResourceManager = DumbFramebuffer = DmabufFramebuffer = AtomicReq = _absent
