"""The production server: waitress in threads of its own, started and stopped from another.

A tablet that sleeps or is carried out of the building must not hold a thread or memory: little is buffered for each
(then its stream waits and goes on with the newest), what stays unread for `UNREAD_S` ends the connection, and the
stream's beat each second finds those that are gone.
"""

import logging
import os
import socket
import threading
from collections.abc import Callable

from flask import Flask
from waitress.server import create_server
from waitress.task import ThreadedTaskDispatcher

from station.dashboard.ports import Desk
from station.errors import WebError
from station.settings import DashboardSettings

log = logging.getLogger(__name__)

BUFFER_BYTES = 64 * 1024  # one page with room to spare, some thirty messages of a stream
UNREAD_S = 10
PATIENCE_S = 2


class _Workers(ThreadedTaskDispatcher):  # type: ignore[misc]  # waitress has no types
    def start_new_thread(self, target: Callable[[int], None], thread_no: int) -> None:
        threading.Thread(target=target, args=(thread_no,), name=f"web-{thread_no}", daemon=True).start()


class WebServer:
    """Serves an application of `create_app` until closed. `unread_s` is for tests that can not wait."""

    def __init__(self, app: Flask, settings: DashboardSettings, unread_s: int = UNREAD_S) -> None:
        self._app = app
        self._settings = settings
        self._unread_s = unread_s
        self._workers = _Workers()
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="web-door", daemon=True)
        self.warnings: tuple[str, ...] = ()
        """What must be known about the page; empty while all is well."""

    @property
    def address(self) -> str:
        """Where a browser on this machine finds the page."""
        return f"http://127.0.0.1:{self._settings.port}"

    def start(self) -> None:
        """Take the port and serve; raises WebError at once where the port can not be had."""
        listening = _listening("0.0.0.0" if self._settings.lan else "127.0.0.1", self._settings.port)
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a page that waits a moment is not news
        self._workers.set_thread_count(self._settings.threads)
        self._server = create_server(
            self._app,
            sockets=[listening],
            _dispatcher=self._workers,
            asyncore_use_poll=True,  # select() fails above file number 1023
            channel_request_lookahead=1,  # keeps reading, so that a browser that leaves is seen at once
            outbuf_high_watermark=BUFFER_BYTES,
            max_request_body_size=BUFFER_BYTES,
            max_request_header_size=BUFFER_BYTES,
            ident="station",
            clear_untrusted_proxy_headers=False,  # whoever asks for another shall be seen to: `kiosk`
        )
        self._server.adj.socket_options = [*self._server.adj.socket_options, *self._unread_options()]
        self._thread.start()

    def close(self) -> None:
        """End the streams, let pages that are being made finish, and hang up."""
        if self._thread.ident is None:
            return
        desk: Desk | None = self._app.extensions.get("station")
        if desk:
            desk.streams.closing.set()
        self._workers.shutdown(timeout=PATIENCE_S)
        if self._thread.is_alive():
            self._close_the_door()
        if not self._workers.threads and not self._thread.is_alive():  # whoever is left may still pull it
            self._server.trigger.close()

    def _close_the_door(self) -> None:
        self._server.trigger.pull_trigger(self._hang_up)  # only its own thread may touch waitress's sockets
        self._workers.shutdown(timeout=PATIENCE_S)
        self._done.set()
        self._server.pull_trigger()
        self._thread.join(PATIENCE_S)

    def _serve(self) -> None:
        try:
            while not self._done.is_set():
                self._server.asyncore.loop(timeout=1, use_poll=True, map=self._server._map, count=1)
        except Exception as error:  # the top of the thread: coaching goes on without a page
            log.exception("the coach's page has stopped")
            self.warnings = (f"The coach's page has stopped ({error}). Restart the station to have it back.",)
        finally:
            self._leave()

    def _leave(self) -> None:
        self._hang_up()
        self._server.asyncore.dispatcher.close(self._server)

    def _hang_up(self) -> None:
        for channel in list(self._server.active_channels.values()):
            channel.handle_close()  # wakes a worker that waits for a browser to read

    def _unread_options(self) -> list[tuple[int, int, int]]:
        """TCP gives up a peer that does not read, also one that is alive and only sleeps (RFC 5482; Linux)."""
        options = [(socket.SOL_SOCKET, socket.SO_SNDBUF, BUFFER_BYTES)]
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            options.append((socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 1000 * self._unread_s))
        return options


def _listening(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port))
    except OSError as error:
        raise WebError(
            f"The coach's page can not have port {port}: {os.strerror(error.errno or 0).lower()}. Stop what uses it"
            f" (another station?), or choose another port: --port {port + 1 if port < 65535 else 8081}, or port in"
            " [dashboard] of the settings."
        ) from None
