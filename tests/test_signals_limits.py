"""The limits that hold whatever a pattern says."""

from hypothesis import given, settings
from hypothesis import strategies as st
from pytest import approx

from station.model import DARK, Levels
from station.signals.limits import BREAK_S, FlashLimit, ToneLimit, brightens

LEFT, RIGHT, BLUE = Levels(left_lamp=True), Levels(right_lamp=True), Levels(steady_rgb=(0.0, 0.2, 1.0))

levels = st.builds(
    Levels,
    st.booleans(),
    st.booleans(),
    st.sampled_from([(0.0, 0.0, 0.0), (0.0, 0.2, 1.0), (1.0, 0.4, 0.0)]),
    bar=st.integers(0, 5),
)


def test_the_fourth_flash_within_a_second_stays_dark():
    limit = FlashLimit()
    shown = [limit.limited(wanted, 0.1 * i) for i, wanted in enumerate([LEFT, DARK, RIGHT, DARK, BLUE, DARK, LEFT])]
    assert shown == [LEFT, DARK, RIGHT, DARK, BLUE, DARK, DARK]


def test_a_bar_that_grows_is_a_flash_and_one_that_shrinks_is_none():
    assert brightens(Levels(bar=1), Levels(bar=2))
    assert not brightens(Levels(bar=2), Levels(bar=1))
    limit = FlashLimit()
    shown = [limit.limited(Levels(bar=bar), 0.1 * i).bar for i, bar in enumerate([1, 2, 1, 2, 5, 1, 3])]
    assert shown == [1, 2, 1, 2, 2, 1, 1]


def test_a_second_later_lamps_may_flash_again():
    limit = FlashLimit()
    for i in range(8):
        limit.limited(LEFT if i % 2 else DARK, 0.1 * i)
    assert limit.limited(LEFT, 2.0) == LEFT


def test_a_refused_flash_leaves_what_was_lit_and_lets_what_ends_end():
    limit = FlashLimit()
    for i, wanted in enumerate([LEFT, DARK, LEFT, DARK, BLUE]):
        limit.limited(wanted, 0.1 * i)
    assert limit.limited(Levels(left_lamp=True, steady_rgb=BLUE.steady_rgb), 0.5) == BLUE
    assert limit.limited(LEFT, 0.6) == DARK


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(0.0, 0.6), levels), max_size=80))
def test_no_pattern_whatever_gets_four_flashes_into_a_second(story):
    limit, now_s, shown, rises = FlashLimit(), 0.0, DARK, []
    for wait_s, wanted in story:
        now_s += wait_s
        after = limit.limited(wanted, now_s)
        rises += [now_s] if brightens(shown, after) else []
        shown = after
    assert all(fourth - first > 1.0 for first, fourth in zip(rises, rises[3:], strict=False))


def test_a_tone_may_sound_for_the_cap_and_no_longer():
    limit = ToneLimit(0.6)
    assert limit.left_s(True, 10.0) == approx(0.6)
    assert limit.left_s(True, 10.4) == approx(0.2)
    assert limit.left_s(True, 11.0) == 0.0
    assert limit.left_s(True, 99.0) == 0.0


def test_only_a_real_break_gives_the_tone_its_time_again():
    limit = ToneLimit(0.6)
    limit.left_s(True, 10.0)
    limit.left_s(False, 10.3)
    assert limit.left_s(True, 10.3 + BREAK_S / 2) == approx(0.25)
    limit.left_s(False, 10.5)
    limit.left_s(False, 10.55)
    assert limit.left_s(True, 10.51 + BREAK_S) == approx(0.6)
