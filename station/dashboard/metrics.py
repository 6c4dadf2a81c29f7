"""The station's figures in Prometheus form: numbers of machine and clockwork, nothing of anybody who runs.

Made of the newest vitals when they are asked for; nothing is counted here.
"""

from collections.abc import Callable, Iterable, Iterator

from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from station.glass import GlassDelay
from station.vitals import ClockState, Durations, Throttle, Vitals


class Figures(Collector):
    """Collect what `vitals` tells, and how many `screens` watch."""

    def __init__(self, vitals: Callable[[], Vitals], screens: Callable[[], int]) -> None:
        self._vitals, self._screens = vitals, screens

    def collect(self) -> Iterable[Metric]:
        vitals = self._vitals()
        yield from _of_station(vitals, self._screens())
        yield from _of_times(vitals)
        yield from _of_glass(vitals.glass)
        yield from _of_host(vitals)

    def describe(self) -> Iterable[Metric]:
        """Say nothing beforehand: the station may not have begun."""
        return ()


def registry_of(vitals: Callable[[], Vitals], screens: Callable[[], int]) -> CollectorRegistry:
    """Return the station's own registry: its figures, and memory, processor time and files of its process."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Figures(vitals, screens))
    ProcessCollector(registry=registry)
    return registry


def _of_station(vitals: Vitals, screens: int) -> Iterator[Metric]:
    info = GaugeMetricFamily("station_info", "1, with the program's version.", labels=["version"])
    info.add_metric([vitals.version], 1)
    yield info
    yield _gauge("station_poses_hz", "Poses a second over the last two seconds.", vitals.poses_hz)
    yield _gauge("station_poses_usual_hz", "Poses a second while nothing slows the machine.", vitals.usual_hz)
    yield _gauge("station_pose_age_seconds", "Since the newest pose.", vitals.pose_age_s)
    dropped = "Frames that came while all landmarkers were busy; the newest wins."
    yield CounterMetricFamily("station_frames_dropped", dropped, value=vitals.frames_dropped)
    yield _gauge("station_landmarkers", "Landmarkers there are.", vitals.landmarkers)
    yield _gauge("station_landmarkers_resting", "Landmarkers that rest because it is warm.", vitals.resting)
    yield _gauge("station_session_running", "1 while a session runs.", float(vitals.session))
    yield _gauge("station_warnings", "Warnings that the coach's page shows.", len(vitals.warnings))
    yield _gauge("station_screens", "Live streams that are open.", screens)


def _of_times(vitals: Vitals) -> Iterator[Metric]:
    yield _spread("station_inference_seconds", "One landmarker's time for one frame.", vitals.inference)
    yield _spread(
        "station_reaction_seconds",
        "From a frame's arrival until what it led to was given to lamps and buzzer.",
        vitals.reaction,
    )
    yield _spread(
        "station_cue_delay_seconds",
        "From a cue's frame until its light, without the wait for the step's right moment.",
        vitals.cue_delay,
    )


def _of_glass(glass: GlassDelay | None) -> Iterator[Metric]:
    """Yield the delay that the station measured on its own lamp; nothing where it did not."""
    family = GaugeMetricFamily(
        "station_glass_to_cue_seconds", "From light to cue, by its own lamp.", labels=["quantile"]
    )
    if glass:
        family.add_metric(["0.5"], glass.p50_ms / 1000)
        family.add_metric(["0.95"], glass.p95_ms / 1000)
    yield family


def _of_host(vitals: Vitals) -> Iterator[Metric]:
    host = vitals.host
    yield _gauge("station_temperature_celsius", "The processor's.", host.temperature_c)
    for name, when, bits in (
        ("station_throttle", "now", host.throttle),
        ("station_throttle_seen", "at any time since the station began", host.throttled_before),
    ):
        yield _flags(name, f"What the firmware does against heat and weak power, {when}: 1 = it does.", bits)
    yield _gauge("station_disk_free_bytes", "Free where the record lies.", host.disk_free_bytes)
    yield _gauge("station_disk_size_bytes", "In all where the record lies.", host.disk_total_bytes)
    yield _gauge("station_memory_free_bytes", "That programs can still have.", host.memory_free_bytes)
    yield _gauge("station_memory_size_bytes", "The machine's memory.", host.memory_total_bytes)
    known = host.clock is not ClockState.UNKNOWN
    is_set = float(host.clock is ClockState.SET) if known else None
    yield _gauge("station_clock_set", "1 if the clock was set since the power came on.", is_set)


def _gauge(name: str, words: str, value: float | None) -> Metric:
    """Return a gauge; without a sample where the value is not known."""
    return GaugeMetricFamily(name, words, value=value)


def _flags(name: str, words: str, bits: Throttle | None) -> Metric:
    family = GaugeMetricFamily(name, words, labels=["flag"])
    for flag in () if bits is None else Throttle:
        family.add_metric([str(flag.name).lower()], float(flag in bits) if bits is not None else 0.0)
    return family


def _spread(name: str, words: str, times: Durations) -> Metric:
    """Return a summary with the middle and the slow end of late; the client library has none with quantiles."""
    family = Metric(name, words, "summary")
    for quantile, value_s in (("0.5", times.p50_s), ("0.95", times.p95_s)):
        if value_s is not None:
            family.add_sample(name, {"quantile": quantile}, value_s)
    family.add_sample(f"{name}_count", {}, times.count)
    family.add_sample(f"{name}_sum", {}, times.sum_s)
    return family
