"""Load on a server: processes that send requests over kept connections and check each response."""

import multiprocessing
import re
import selectors
import socket
import time
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection

from benchmarks import requests
from benchmarks.instance import Visitor
from benchmarks.requests import Request

PROCESSES = 2
CONNECTIONS = 8
"""Of each process; each has one request on its way."""

PATIENCE = 30.0
"""Seconds after which a response that is missing is a failure."""

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


class LoadError(Exception):
    """The server refused a request or didn't answer: what was measured would mean nothing."""


@dataclass(slots=True)
class Load:
    """What was acknowledged in one measurement. Times are in seconds."""

    duration: float
    processor_time: float
    waits: "array[float]"
    saved: dict[tuple[int, int], str] = field(default_factory=dict)


class Generators:
    """The processes; they go on with their requests from one measurement to the next."""

    def __init__(self, pipes: list[Connection]) -> None:
        self._pipes = pipes

    def measure(self, name: str, port: int, seconds: float) -> Load:
        """Send requests of that name for some seconds; raises `LoadError`."""
        for pipe in self._pipes:
            pipe.send((name, port, seconds))
        loads = []
        for pipe in self._pipes:
            load = pipe.recv()
            if isinstance(load, str):
                raise LoadError(f"{name}: {load}")
            loads.append(load)
        return Load(
            duration=max(load.duration for load in loads),
            processor_time=sum(load.processor_time for load in loads),
            waits=array("d", sorted(wait for load in loads for wait in load.waits)),
            saved={place: text for load in loads for place, text in load.saved.items()},
        )


@contextmanager
def generators(readers: list[Visitor], writers: list[Visitor]) -> Iterator[Generators]:
    """Start the processes. Readers look at their cards, which writers use up."""
    context = multiprocessing.get_context("spawn")
    pipes, processes = [], []
    for number in range(PROCESSES):
        pipe, far_end = context.Pipe()
        process = context.Process(
            target=_serve,
            args=(far_end, readers[number::PROCESSES], writers[number::PROCESSES]),
            daemon=True,
        )
        process.start()
        far_end.close()
        pipes.append(pipe)
        processes.append(process)
    try:
        yield Generators(pipes)
    finally:
        for pipe in pipes:
            pipe.close()
        for process in processes:
            process.join(5)
            process.kill()


def _serve(pipe: Connection, readers: list[Visitor], writers: list[Visitor]) -> None:
    """Do what the pipe says until it is closed."""
    sources = {
        "hello": requests.hello(),
        "answer": requests.answers(writers),
        "save": requests.saved_answers(writers),
        "next": requests.next_cards(readers),
        "page": requests.study_pages(readers),
    }
    while True:
        try:
            name, port, seconds = pipe.recv()
        except (EOFError, ConnectionResetError):
            return
        result: Load | str
        try:
            result = _load(port, sources[name].__next__, seconds)
        except (LoadError, OSError) as error:
            result = str(error)
        try:
            pipe.send(result)
        except BrokenPipeError:
            return


def _load(port: int, next_request: Callable[[], Request], seconds: float) -> Load:
    load = Load(0.0, 0.0, array("d"))
    with selectors.DefaultSelector() as selector:
        for _ in range(CONNECTIONS):
            wire = socket.create_connection(("127.0.0.1", port), PATIENCE)
            wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            selector.register(wire, selectors.EVENT_READ, Exchange(wire))
        busy_before, begin = time.process_time(), time.perf_counter()
        try:
            for key in selector.get_map().values():
                key.data.send(next_request())
            _exchange(selector, next_request, begin + seconds, load)
        finally:
            for key in list(selector.get_map().values()):
                key.data.wire.close()
        load.duration = time.perf_counter() - begin
        load.processor_time = time.process_time() - busy_before
    return load


def _exchange(
    selector: selectors.BaseSelector,
    next_request: Callable[[], Request],
    end: float,
    load: Load,
) -> None:
    open_requests = CONNECTIONS
    while open_requests:
        ready = selector.select(PATIENCE)
        if not ready:
            raise LoadError("no response")
        for key, _ in ready:
            exchange: Exchange = key.data
            if not exchange.receive():
                continue
            load.waits.append(time.perf_counter() - exchange.sent_at)
            if exchange.request.saves:
                place, text = exchange.request.saves
                load.saved[place] = text
            if time.perf_counter() < end:
                exchange.send(next_request())
            else:
                open_requests -= 1


class Exchange:
    """One connection with the request that is on its way."""

    __slots__ = ("_length", "_received", "request", "sent_at", "wire")

    def __init__(self, wire: socket.socket) -> None:
        self.wire = wire

    def send(self, request: Request) -> None:
        """Send a request; the one before has to be answered."""
        self.request = request
        self._received = b""
        self._length = 0
        self.sent_at = time.perf_counter()
        self.wire.sendall(request.text)

    def receive(self) -> bool:
        """Read what is there; says whether the response is complete and checks it."""
        part = self.wire.recv(65536)
        if not part:
            raise LoadError("the connection was closed")
        self._received += part
        if not self._length:
            end = self._received.find(b"\r\n\r\n")
            if end < 0:
                return False
            found = _LENGTH.search(self._received, 0, end)
            if found is None or not self._received.startswith(b"HTTP/1.1 200 "):
                raise LoadError(f"got {self._received[:30]!r} ... {self._received[-200:]!r}")
            self._length = end + 4 + int(found[1])
        if len(self._received) < self._length:
            return False
        if self.request.expects not in self._received:
            raise LoadError(f"got {self._received[:400]!r}")
        return True
