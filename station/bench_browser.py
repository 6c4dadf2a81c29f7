"""A tablet for `station bench`: logs in, reads the live stream as fast as it comes, does nothing else."""

import re
import sys
from http.cookiejar import CookieJar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

PIN = "2468"


def main(address: str) -> None:
    """Read the stream until it ends; print a line for each message."""
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    with browser.open(f"{address}/login") as page:
        token = re.search(r'name="csrf_token" value="([^"]+)"', page.read().decode())
    assert token
    answer = urlencode({"csrf_token": token[1], "pin": PIN, "again": PIN}).encode()
    browser.open(Request(f"{address}/login", answer, {"Referer": f"{address}/login"})).close()
    with browser.open(f"{address}/events") as stream:
        for line in stream:
            if line.strip():
                print("streaming", flush=True)  # noqa: T201 (this is how it tells)


if __name__ == "__main__":
    main(sys.argv[1])
