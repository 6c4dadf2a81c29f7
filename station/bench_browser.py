"""A tablet for `station bench`: logs in, reads the live stream as fast as it comes, does nothing else."""

import re
import sys

import requests

PIN = "2468"


def main(address: str) -> None:
    """Read the stream until killed; print a line once it has begun."""
    browser = requests.Session()
    page = browser.get(f"{address}/login").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token
    answer = {"csrf_token": token[1], "pin": PIN, "again": PIN}
    browser.post(f"{address}/login", data=answer, headers={"Referer": f"{address}/login"}).raise_for_status()
    with browser.get(f"{address}/events", stream=True) as stream:
        stream.raise_for_status()
        for line in stream.iter_lines():
            if line:
                print("streaming", flush=True)  # noqa: T201 (this is how it tells)


if __name__ == "__main__":
    main(sys.argv[1])
