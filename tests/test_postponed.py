"""What libraries bring along and the station never uses is not read, and is whole where it is asked for."""

import subprocess
import sys

HEAVY = (
    "matplotlib", "sounddevice", "numpy.f2py.crackfortran", "scipy.special._ufuncs", "scipy.optimize", "pooch", "rich",
)  # fmt: skip


def program(text: str) -> str:
    return subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=True).stdout


def test_a_station_comes_up_without_what_it_does_not_use() -> None:
    said = program(
        "import sys; from station.postponed import postpone; postpone()\n"
        "import station.cli, station.console\n"
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )
    assert said.strip() == "[]"


def test_what_was_postponed_is_there_when_it_is_asked_for() -> None:
    said = program(
        "import sys; from station.postponed import postpone; postpone()\n"
        "import mediapipe, numpy.f2py\n"
        "print('matplotlib' in sys.modules, hasattr(numpy.f2py, '__file__'), 'numpy.f2py.f2py2e' in sys.modules)\n"
        "print(mediapipe.tasks.vision.drawing_utils.DrawingSpec().thickness, callable(numpy.f2py.get_include))\n"
        "print(mediapipe.tasks.audio.RunningMode.AUDIO_CLIPS.name, 'matplotlib' in sys.modules)"
    )
    assert said.split() == ["False", "True", "False", "2", "True", "AUDIO_CLIPS", "True"]
