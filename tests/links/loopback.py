"""Programs that talk to each other on this computer, and every byte between them."""

from __future__ import annotations

import contextlib
import selectors
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

LOCAL = "127.0.0.1"


@dataclass
class Heard:
    """Chunks or datagrams in the order in which they passed."""

    chunks: list[tuple[str, bytes]] = field(default_factory=list[tuple[str, bytes]])

    def octets(self, way: str) -> int:
        return sum(len(data) for direction, data in self.chunks if direction == way)

    def flights(self) -> list[tuple[str, int]]:
        """Octets that go one way before something goes the other way."""
        found: list[tuple[str, int]] = []
        for way, data in self.chunks:
            if found and found[-1][0] == way:
                found[-1] = (way, found[-1][1] + len(data))
            else:
                found.append((way, len(data)))
        return found


def free_port(kind: socket.SocketKind = socket.SOCK_STREAM) -> int:
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind((LOCAL, 0))
        return int(probe.getsockname()[1])


def relay(client: socket.socket, server: socket.socket, heard: Heard) -> None:
    """Pass on what two connected sockets say until both are silent for good."""
    selector = selectors.DefaultSelector()
    selector.register(client, selectors.EVENT_READ, ("up", server))
    selector.register(server, selectors.EVENT_READ, ("down", client))
    while selector.get_map():
        ready = selector.select(10)
        if not ready:
            return
        for key, _ in ready:
            way, other = key.data
            source: Any = key.fileobj
            data = source.recv(65536)
            if data:
                heard.chunks.append((way, data))
                other.sendall(data)
            else:
                selector.unregister(source)
                with contextlib.suppress(OSError):
                    other.shutdown(socket.SHUT_WR)


@contextlib.contextmanager
def relayed(port: int, heard: Heard) -> Iterator[int]:
    """A port in front of another one that writes down what passes over one connection."""
    with socket.create_server((LOCAL, 0)) as listener:

        def serve() -> None:
            client, _ = listener.accept()
            with client, socket.create_connection((LOCAL, port)) as server:
                relay(client, server, heard)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield int(listener.getsockname()[1])
        thread.join(10)


def relayed_datagrams(port: int, heard: Heard, stop: threading.Event) -> tuple[int, Any]:
    """The same for datagrams; runs until it is told to stop."""
    front = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    front.bind((LOCAL, 0))
    back = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    back.connect((LOCAL, port))

    def serve() -> None:
        peer: Any = None
        selector = selectors.DefaultSelector()
        selector.register(front, selectors.EVENT_READ, "up")
        selector.register(back, selectors.EVENT_READ, "down")
        with front, back:
            while not stop.is_set():
                for key, _ in selector.select(0.05):
                    if key.data == "up":
                        data, peer = front.recvfrom(65536)
                        back.send(data)
                    else:
                        data = back.recv(65536)
                        front.sendto(data, peer)
                    heard.chunks.append((key.data, data))

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    return int(front.getsockname()[1]), thread


def certificate(folder: Path) -> tuple[list[str], int]:
    """Options of a server with a certificate for P-256, and the size of the certificate."""
    openssl = str(shutil.which("openssl"))
    key, pem = folder / "key.pem", folder / "certificate.pem"
    make = [openssl, "req", "-new", "-x509", "-nodes", "-newkey", "ec", "-pkeyopt"]
    make += ["ec_paramgen_curve:prime256v1", "-subj", "/CN=localhost", "-days", "2"]
    subprocess.run([*make, "-keyout", key, "-out", pem], check=True, capture_output=True)
    der = subprocess.run(
        [openssl, "x509", "-in", pem, "-outform", "der"], check=True, capture_output=True
    ).stdout
    return ["-cert", str(pem), "-key", str(key)], len(der)


@contextlib.contextmanager
def openssl_server(options: list[str], *, datagrams: bool) -> Iterator[int]:
    """Run ``openssl s_server``."""
    port = free_port(socket.SOCK_DGRAM if datagrams else socket.SOCK_STREAM)
    command = [str(shutil.which("openssl")), "s_server", "-accept", str(port), "-quiet", *options]
    server = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        time.sleep(0.5)
        yield port
    finally:
        server.kill()
        server.communicate()


def openssl_client(port: int, options: list[str], said: bytes) -> str:
    """Run ``openssl s_client``, let it say something once the handshake is over, and end it."""
    command = [str(shutil.which("openssl")), "s_client", "-connect", f"{LOCAL}:{port}", *options]
    client = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    assert client.stdin
    time.sleep(1.0)
    client.stdin.write(said)
    client.stdin.flush()
    time.sleep(0.5)
    return client.communicate(b"Q\n", timeout=10)[0].decode(errors="replace")


def handshaken(
    server: list[str], client: list[str], said: bytes, *, datagrams: bool = False
) -> tuple[Heard, str]:
    """What one session of OpenSSL with itself sends, and what the client reports."""
    heard = Heard()
    with openssl_server(server, datagrams=datagrams) as port:
        if not datagrams:
            with relayed(port, heard) as front:
                report = openssl_client(front, client, said)
            return heard, report
        stop = threading.Event()
        front, thread = relayed_datagrams(port, heard, stop)
        report = openssl_client(front, client, said)
        stop.set()
        thread.join(5)
        return heard, report
