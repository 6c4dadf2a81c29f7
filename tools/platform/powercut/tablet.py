"""A coach's tablet, as far as these tests need one: it logs in, reads pages and writes notes over HTTP."""

import re
from http.cookiejar import CookieJar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

PIN = "2468"
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class Tablet:
    """Logged in from the start. Raises URLError where a page is refused."""

    def __init__(self, address: str) -> None:
        self._address = address.rstrip("/")
        self._opener = build_opener(HTTPCookieProcessor(CookieJar()))
        self._token = self._token_of(self.page("/login"))
        self._send("/login", pin=PIN, again=PIN)
        self._token = ""

    def page(self, path: str) -> str:
        with self._opener.open(self._address + path, timeout=60) as answer:
            return str(answer.read().decode())

    def note(self, session_id: int, text: str) -> None:
        self._token = self._token or self._token_of(self.page(f"/sessions/{session_id}"))
        self._send(f"/sessions/{session_id}/notes", text=text)

    def _send(self, path: str, **fields: str) -> None:
        body = urlencode({"csrf_token": self._token, **fields}).encode()
        with self._opener.open(self._address + path, body, timeout=60) as answer:
            answer.read()

    @staticmethod
    def _token_of(page: str) -> str:
        found = TOKEN.search(page)
        assert found, "the page has no form"
        return found[1]
