"""Modules that libraries import at their head and the station never asks for: read once somebody does.

MediaPipe draws with matplotlib.pyplot and listens through a sound library, scipy brings numpy's compiler of Fortran.
Together they were a third of what the program needs until it serves. Python's own LazyLoader would do, were it not
that `inspect`, which pydantic asks, looks at the file of every module there is, and by that wakes them all.
"""

import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType

NAMES = frozenset(
    {
        "mediapipe.tasks.python.audio",
        "mediapipe.tasks.python.vision.drawing_styles",
        "mediapipe.tasks.python.vision.drawing_utils",
        "numpy.f2py",
        "numpy.testing",
        "scipy.special",
    }
)


def postpone() -> None:
    """Let these modules wait until they are used; call it before they are imported."""
    sys.meta_path.insert(0, _Finder())


class _Finder(MetaPathFinder):
    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        spec = PathFinder.find_spec(name, path, target) if name in NAMES else None
        if spec and spec.loader:
            spec.loader = _Later(spec.loader)
        return spec


class _Later(Loader):
    """Runs a module when it is first asked for something that is its own."""

    def __init__(self, loader: Loader) -> None:
        self._loader = loader

    def exec_module(self, module: ModuleType) -> None:
        def run_first(name: str) -> object:
            if name.startswith("__"):
                raise AttributeError(name)
            del module.__dict__["__getattr__"]
            self._loader.exec_module(module)
            return getattr(module, name)

        module.__dict__["__getattr__"] = run_first
