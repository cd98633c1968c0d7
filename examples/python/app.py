"""A shop as a WSGI application."""

import os
import socket
import time
from urllib.parse import parse_qs

RELEASE = os.environ.get("RELEASE", "?")
HEADERS = [("Content-Type", "text/plain"), ("X-Version", RELEASE), ("X-Slot", socket.gethostname())]


def application(environ, start_response):
    length = int(environ.get("CONTENT_LENGTH") or 0)
    environ["wsgi.input"].read(length)
    if environ["PATH_INFO"] == "/slow":
        time.sleep(int(parse_qs(environ["QUERY_STRING"])["ms"][0]) / 1000)
    body = f"shop {RELEASE}\n".encode()
    start_response("200 OK", [*HEADERS, ("Content-Length", str(len(body)))])
    return [body]
