"""Who computes the chunks of a sweep: this process, several of them, or a cluster."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from importlib import import_module
from typing import Any, Final, TypeAlias

from joulepath.analysis.sweep.work import Job, Summary
from joulepath.errors import InputError, MissingExtra, Problem

__all__ = ["Executor", "on_cluster", "on_processes", "serially"]

Executor: TypeAlias = Callable[[Job, Sequence[int]], Iterator[tuple[int, Summary]]]
"""Computes chunks and tells the summary of each as it is done, in any order."""

_AHEAD: Final = 3
"""Chunks that are handed out for each worker, so that none waits."""
_PATIENCE: Final = 3
"""Times that workers may die without finishing a chunk."""


def serially(job: Job, chunks: Sequence[int]) -> Iterator[tuple[int, Summary]]:
    """Compute one chunk after the other in this process."""
    for chunk in chunks:
        yield chunk, job.run(chunk)


def on_processes(workers: int) -> Executor:
    """Compute on several processes of this machine; chunks of one that dies are done again."""

    def run(job: Job, chunks: Sequence[int]) -> Iterator[tuple[int, Summary]]:
        left, failures = dict.fromkeys(chunks), 0
        while left:
            try:
                for chunk, summary in _pooled(job, [*left], min(workers, len(left))):
                    del left[chunk]
                    failures = 0
                    yield chunk, summary
            except BrokenProcessPool:
                failures += 1
                if failures >= _PATIENCE:
                    remedy = "free memory or take fewer --workers; run again to go on"
                    raise InputError(Problem("sweep", "workers keep dying", remedy)) from None

    return run


def _pooled(job: Job, chunks: Sequence[int], workers: int) -> Iterator[tuple[int, Summary]]:
    pool = ProcessPoolExecutor(
        workers,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_start,
        initargs=(job,),
    )
    try:
        waiting = iter(chunks)
        running: dict[Future[Summary], int] = {}
        while True:
            for chunk in waiting:
                running[pool.submit(_run, chunk)] = chunk
                if len(running) >= _AHEAD * workers:
                    break
            if not running:
                return
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                yield running.pop(future), future.result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)  # they take a while to end, and nobody waits


_JOB: list[Job] = []


def _start(job: Job) -> None:
    """Begin a process that ends with the one that started it."""
    _JOB[:] = [job]
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _run(chunk: int) -> Summary:
    return _JOB[0].run(chunk)


def on_cluster(address: str, workers: int | None) -> Executor:
    """Compute on a Dask cluster; chunks of a worker that dies are done again by others.

    Parameters
    ----------
    address : str
        Address of a scheduler, e.g. ``"tcp://host:8786"``, or ``"local"`` for one of its own.
    workers : int or None
        Processes of a cluster of its own; by default one a core.

    Raises
    ------
    MissingExtra
        If Dask is not installed.
    """
    try:
        dask: Any = import_module("distributed")
    except ImportError:
        raise MissingExtra("a cluster", "cluster") from None

    def run(job: Job, chunks: Sequence[int]) -> Iterator[tuple[int, Summary]]:
        with _connected(dask, address, workers) as client:
            threads = sum(client.nthreads().values()) or 1
            waiting = iter(chunks)
            running = dask.as_completed()
            numbers: dict[Any, int] = {}
            for chunk in waiting:
                _submit(client, job, chunk, running, numbers)
                if len(numbers) >= _AHEAD * threads:
                    break
            for future in running:
                summary = _answer(dask, future)
                yield numbers.pop(future.key), summary
                future.release()
                for chunk in waiting:
                    _submit(client, job, chunk, running, numbers)
                    break

    return run


def _submit(client: Any, job: Job, chunk: int, running: Any, numbers: dict[Any, int]) -> None:
    future = client.submit(job.run, chunk, pure=False, retries=_PATIENCE)
    numbers[future.key] = chunk
    running.add(future)


def _answer(dask: Any, future: Any) -> Summary:
    try:
        return future.result()
    except InputError:
        raise
    except Exception as error:
        if not isinstance(error, (dask.KilledWorker, ImportError)):
            raise
        what = f"a chunk failed on the cluster: {type(error).__name__}: {error}"
        remedy = "look at the workers' logs and memory; run again to go on"
        raise InputError(Problem("--cluster", what, remedy)) from None


@contextmanager
def _connected(dask: Any, address: str, workers: int | None) -> Generator[Any]:
    """A client of a cluster."""
    if address == "local":
        count = workers or os.cpu_count() or 1
        options = {"n_workers": count, "threads_per_worker": 1, "dashboard_address": None}
        with dask.LocalCluster(**options) as cluster, dask.Client(cluster) as client:
            yield client
        return
    try:
        client = dask.Client(address, timeout="10s")
    except (OSError, ValueError, TimeoutError) as error:
        remedy = "start a scheduler ('dask scheduler') and give its address, or take 'local'"
        what = f"no scheduler answers at {address!r}: {str(error).splitlines()[0]}"
        raise InputError(Problem("--cluster", what, remedy)) from None
    with client:
        yield client
