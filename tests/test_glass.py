"""The delay from light to cue: arithmetic on pictures whose lamp lags by a known time, in virtual time."""

import numpy as np
import pytest

from station.glass import HOLDS_S, Edge, GlassDelay, Seen, glass_delay

PIN_S, LOOP_S = 0.002, 0.04


def blinking(begin_s: float = 5.0) -> list[Edge]:
    shown_s = begin_s + np.cumsum(HOLDS_S)
    return [Edge(k % 2 == 0, at_s - PIN_S, at_s) for k, at_s in enumerate(shown_s)]


def story(
    delay_s: float,
    rate_hz: float = 30.0,
    *,
    busy_s: float = 0.0,
    brighter: float = 20.0,
    noise: float = 3.0,
    seed: int = 0,
) -> tuple[list[Edge], list[Seen], list[float]]:
    """Return a blinking, what was seen of it, and when each edge was seen, in truth, ms since it was asked for."""
    rng = np.random.default_rng(seed)
    edges = blinking()
    plain = rng.integers(20, 200, (60, 45)).astype(float)
    seen, true_ms, done_s = [], {}, 0.0
    for at_s in np.arange(5.0 + rng.uniform(0, 1 / rate_hz), edges[-1].shown_s + 1.0, 1 / rate_hz):
        last = next((edge for edge in reversed(edges) if edge.shown_s <= at_s - delay_s), None)
        picture = plain + rng.normal(0, noise, plain.shape)
        runner = int(at_s * 37 % 40)
        picture[30:, runner : runner + 5] += 60
        picture[10:12, 20:22] += brighter if last and last.lit else 0
        done_s = max(done_s, at_s + LOOP_S + rng.uniform(0, busy_s))  # one after the other
        if last:
            true_ms.setdefault(last, 1000 * (done_s - last.asked_s))
        seen.append(Seen(done_s, at_s, np.clip(picture, 0, 255).astype(np.uint8)))
    return edges, seen, list(true_ms.values())


@pytest.mark.parametrize("rate_hz", [10, 15, 30, 60])
@pytest.mark.parametrize("delay_s", [0.0, 0.03, 0.08, 0.15, 0.3, 0.5])
def test_a_known_delay_is_found_to_the_bit(delay_s: float, rate_hz: float) -> None:
    edges, seen, true_ms = story(delay_s, rate_hz)
    found = glass_delay(edges, seen)
    assert found and found.edges == len(HOLDS_S) == len(true_ms)
    assert found.p50_ms == pytest.approx(np.percentile(true_ms, 50))
    assert found.p95_ms == pytest.approx(np.percentile(true_ms, 95))
    assert found.pin_ms == pytest.approx(1000 * PIN_S)
    assert 0 <= found.p50_ms - 1000 * (delay_s + LOOP_S + PIN_S) <= 1000 / rate_hz


def test_a_machine_that_stalls_now_and_then_has_its_slow_end_told() -> None:
    edges, seen, true_ms = story(0.08, busy_s=0.4)
    found = glass_delay(edges, seen)
    assert found and found.edges == len(edges)
    assert (found.p50_ms, found.p95_ms) == pytest.approx(tuple(np.percentile(true_ms, (50, 95))))
    assert found.p95_ms > 400


@pytest.mark.parametrize("seed", range(20))
def test_where_no_lamp_is_seen_there_is_no_figure(seed: int) -> None:
    edges, seen, _ = story(0.08, brighter=0.0, seed=seed)
    assert glass_delay(edges, seen) is None


def test_a_lamp_that_is_hardly_brighter_is_found_or_left_alone_but_never_wrong() -> None:
    found = {brighter: glass_delay(*story(0.08, brighter=brighter)[:2]) for brighter in (2.0, 5.0, 10.0, 40.0)}
    true_ms = np.percentile(story(0.08)[2], 50)
    assert found[2.0] is None and found[10.0] and found[40.0]
    assert all(abs(delay.p50_ms - true_ms) < 5 for delay in found.values() if delay)


def test_something_else_that_blinks_is_not_taken_for_the_lamp() -> None:
    edges, seen, _ = story(0.08, brighter=0.0)
    for number, sight in enumerate(seen):
        assert sight.cells is not None
        sight.cells[5:8, 5:8] = 250 if number // 13 % 2 else 20
    assert glass_delay(edges, seen) is None


def test_an_edge_beside_a_picture_that_passed_by_unseen_tells_nothing() -> None:
    edges, seen, true_ms = story(0.08)
    gaps = [Seen(sight.at_s, sight.arrived_s, None) if number % 7 == 0 else sight for number, sight in enumerate(seen)]
    found = glass_delay(edges, gaps)
    assert found and found.edges < len(edges)
    assert found.p95_ms <= np.max(true_ms) + 1e-6


@pytest.mark.parametrize("pictures", [0, 5])
def test_too_few_pictures_tell_nothing(pictures: int) -> None:
    edges, seen, _ = story(0.08)
    assert glass_delay(edges, seen[:pictures]) is None
    assert glass_delay([], seen) is None


def test_the_lamp_flashes_at_most_twice_a_second() -> None:
    lit_s = [edge.shown_s for edge in blinking() if edge.lit]
    assert max(sum(first <= at_s <= first + 1.0 for at_s in lit_s) for first in lit_s) <= 2


def test_a_delay_is_a_plain_value() -> None:
    assert GlassDelay(80.0, 120.0, 24, 1.0) == GlassDelay(80.0, 120.0, 24, 1.0)
