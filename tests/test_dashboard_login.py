"""The door."""

import stat

import pytest
from dashboard_clinic import PIN, Clinic, Loop, Shelf, Visitor

from station.dashboard.app import create_app
from station.dashboard.keep import keep_once
from station.dashboard.lockout import FIRST_WAIT_S, FORGIVEN_S, FREE_TRIES, LONGEST_WAIT_S, Lockout
from station.dashboard.login import OPEN_TO_ALL
from station.errors import StoreError
from station.settings import DashboardSettings


@pytest.fixture
def fresh(tmp_path):
    return create_app(Loop(), Shelf(), DashboardSettings(), tmp_path)


def test_the_first_visit_sets_the_pin_and_it_opens_the_next_time(fresh):
    first, second = Visitor(fresh), Visitor(fresh)
    assert first.get("/").headers["Location"] == "/login"
    assert first.log_in().headers["Location"] == "/"
    assert first.get("/").status_code == 200
    assert second.post("/login", {"pin": PIN}).headers["Location"] == "/"


def test_the_pin_is_kept_as_a_hash_that_only_the_station_may_read(fresh, tmp_path):
    Visitor(fresh).log_in()
    for name in ("pin", "secret_key"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
    assert PIN not in (tmp_path / "pin").read_text()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["pin", "secret_key"]


@pytest.mark.parametrize("pin", ["123", "123456789", "12a4", "١٢٣٤", "", "12 34"])
def test_a_pin_is_four_to_eight_digits(fresh, pin):
    answer = Visitor(fresh).log_in(pin)
    assert answer.status_code == 400 and "four to eight digits" in answer.text


def test_two_different_pins_are_refused(fresh):
    answer = Visitor(fresh).post("/login", {"pin": "2468", "again": "2469"})
    assert answer.status_code == 400 and "not the same" in answer.text


def test_of_two_who_choose_at_once_one_wins_and_nothing_is_overwritten(tmp_path):
    assert keep_once(tmp_path / "pin", b"one") and not keep_once(tmp_path / "pin", b"two")
    assert (tmp_path / "pin").read_bytes() == b"one"


def test_a_wrong_pin_is_refused(fresh):
    Visitor(fresh).log_in()
    stranger = Visitor(fresh)
    assert stranger.post("/login", {"pin": "9999"}).status_code == 401
    assert stranger.get("/").status_code == 303


def test_guessing_is_locked_out_in_plain_words_and_then_even_the_right_pin_waits(fresh):
    Visitor(fresh).log_in()
    stranger = Visitor(fresh)
    for _ in range(FREE_TRIES + 1):
        answer = stranger.post("/login", {"pin": "9999"})
    assert answer.status_code == 429 and "Wait 5 seconds" in answer.text and answer.headers["Retry-After"] == "5"
    assert Visitor(fresh).post("/login", {"pin": PIN}).status_code == 429


class Clock:
    now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def test_each_wrong_pin_doubles_the_wait_up_to_a_limit():
    clock = Clock()
    lockout = Lockout(clock)
    waits = []
    for _ in range(FREE_TRIES + 12):
        lockout.attempt(lambda: False)
        waits.append(lockout.wait_s())
        clock.now_s += lockout.wait_s()
    assert waits[: FREE_TRIES + 3] == [0] * FREE_TRIES + [FIRST_WAIT_S, 2 * FIRST_WAIT_S, 4 * FIRST_WAIT_S]
    assert waits[-1] == LONGEST_WAIT_S


def test_while_locked_a_pin_is_not_even_tried_and_a_right_one_forgives():
    clock = Clock()
    lockout = Lockout(clock)
    for _ in range(FREE_TRIES + 1):
        lockout.attempt(lambda: False)
    assert not lockout.attempt(lambda: pytest.fail("tried while locked"))
    clock.now_s += FIRST_WAIT_S
    assert lockout.attempt(lambda: True)
    assert not lockout.attempt(lambda: False) and lockout.wait_s() == 0


def test_an_hour_without_a_wrong_pin_forgives_and_gains_a_guesser_nothing():
    clock = Clock()
    lockout = Lockout(clock)
    for _ in range(FREE_TRIES + 5):
        lockout.attempt(lambda: False)
        clock.now_s += lockout.wait_s()
    clock.now_s += FORGIVEN_S - LONGEST_WAIT_S
    lockout.attempt(lambda: False)
    assert lockout.wait_s() > FIRST_WAIT_S  # not yet
    clock.now_s += FORGIVEN_S
    for _ in range(FREE_TRIES):
        lockout.attempt(lambda: False)
        assert lockout.wait_s() == 0
    assert FREE_TRIES < FORGIVEN_S / LONGEST_WAIT_S


def test_every_page_but_the_open_ones_needs_a_login(tmp_path):
    clinic = Clinic(tmp_path)
    stranger = Visitor(clinic.app)
    stranger.client.environ_base["REMOTE_ADDR"] = "192.168.1.30"  # the station's own browser: test_runner_kiosk
    token = stranger.token()
    ways = {"session_id": "7", "runner_id": "1", "enrolment_id": "1", "name": "cadence", "filename": "station.css"}
    seen = 0
    for rule in clinic.app.url_map.iter_rules():
        if rule.endpoint in OPEN_TO_ALL:
            continue
        path = rule.build(ways)[1]
        for method in rule.methods & {"GET", "POST"}:
            answer = stranger.client.open(path, method=method, data={"csrf_token": token} if method == "POST" else None)
            assert answer.status_code == 401 or answer.headers["Location"] == "/login", path
            seen += 1
    assert seen >= 14
    assert clinic.loop.posted == []


def test_a_login_ends_after_its_hours_however_much_it_was_used(tmp_path, monkeypatch):
    clinic = Clinic(tmp_path, DashboardSettings(login_hours=1.0))
    now_s = __import__("time").time()
    monkeypatch.setattr("station.dashboard.login.time.time", lambda: now_s + 3500)
    assert clinic.coach.get("/").status_code == 200
    monkeypatch.setattr("station.dashboard.login.time.time", lambda: now_s + 3700)
    assert clinic.coach.get("/").status_code == 303
    assert clinic.coach.get("/live.json").status_code == 401


def test_logging_out_forgets_the_tablet(tmp_path):
    clinic = Clinic(tmp_path)
    clinic.coach.post("/logout")
    assert clinic.coach.get("/").status_code == 303


def test_a_new_pin_logs_everybody_out(tmp_path):
    clinic = Clinic(tmp_path)
    (tmp_path / "pin").unlink()
    assert clinic.coach.get("/").status_code == 303
    Visitor(clinic.app).log_in("1357")
    assert clinic.coach.get("/").status_code == 303


def test_a_restart_keeps_tablets_logged_in(tmp_path):
    clinic = Clinic(tmp_path)
    cookie = clinic.coach.client.get_cookie("station_8080")
    again = Visitor(create_app(Loop(), Shelf(), DashboardSettings(), tmp_path))
    again.client.set_cookie("station_8080", cookie.value)
    assert again.get("/").status_code == 200


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(tmp_path):
    visitor = Visitor(Clinic(tmp_path).app)
    cookie = visitor.post("/login", {"pin": PIN}).headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie


def test_a_folder_that_can_not_be_written_is_said_at_the_start(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match=r"store\.data_dir"):
        create_app(Loop(), Shelf(), DashboardSettings(), tmp_path / "file")
