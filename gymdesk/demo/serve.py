"""The demo gym on a real loopback socket."""

from __future__ import annotations

import socket
import sys
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.types import ASGIApp
    from uvicorn import Server

HOST = "127.0.0.1"
START_LIMIT_S = 20.0


@contextmanager
def running(app: ASGIApp, port: int = 0) -> Iterator[str]:
    """Yield the base address of *app* while a thread serves it; port 0 takes a free one."""
    server = _server(app)
    with socket.create_server((HOST, port)) as listener:
        thread = threading.Thread(
            target=server.run, kwargs={"sockets": [listener]}, name="demo-gym", daemon=True
        )
        thread.start()
        try:
            _wait_until_started(server, thread)
            yield f"http://{HOST}:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(timeout=START_LIMIT_S)


def serve(app: ASGIApp, port: int = 0) -> None:
    """Run *app* until Ctrl+C, after telling its address on standard output."""
    with running(app, port) as address:
        sys.stdout.write(f"Demo gym at {address} (stop with Ctrl+C)\n")
        sys.stdout.flush()
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            sys.stdout.write("Closed.\n")


def _server(app: ASGIApp) -> Server:
    """Return a silent server for *app*, or end the program where uvicorn is not installed."""
    try:
        # Wanted by developers only, so the desk does not install it.
        import uvicorn
    except ImportError:
        sys.exit("The demo gym needs uvicorn: install the development packages first.")
    # A kept-alive connection must not hold up the end of a test.
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        lifespan="off",
        ws="none",
        timeout_graceful_shutdown=1,
    )
    return uvicorn.Server(config)


def _wait_until_started(server: Server, thread: threading.Thread) -> None:
    """Return once *server* accepts connections."""
    give_up_s = time.monotonic() + START_LIMIT_S
    while not server.started:
        if not thread.is_alive() or time.monotonic() > give_up_s:
            raise RuntimeError("The demo gym did not start.")
        time.sleep(0.01)
