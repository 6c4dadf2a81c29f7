"""Addresses as they may be shown."""

import pytest

from station.address import without_login


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("rtsp://coach:s3cret@10.0.0.5:554/live", "rtsp://10.0.0.5:554/..."),
        ("rtsp://10.0.0.5:554", "rtsp://10.0.0.5:554"),
        ("http://cam.local/video?user=coach&pwd=s3cret", "http://cam.local/..."),
        ("http://coach:a/b@c?d#e@cam.local", "http://cam.local"),
        ("http://[fe80::1]:80/x", "http://[fe80::1]:80/..."),
        ("usb:0", "usb:0"),
        ("virtual", "virtual"),
        ("/home/coach/a@b/run.mp4", "/home/coach/a@b/run.mp4"),
    ],
)
def test_of_a_network_address_only_the_host_is_shown(address: str, shown: str) -> None:
    assert without_login(address) == shown
