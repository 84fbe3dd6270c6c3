"""Many files in, one set of tables out: walk, convert in one or several processes, merge.

The outcome depends on the files and the settings alone: not on the number of processes, on which of them is done
first, or on the order of the inputs.
"""

from __future__ import annotations

import hashlib
import logging
import multiprocessing
import signal
import tempfile
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from pathlib import Path

from taizhang.document import Settings, convert_one
from taizhang.errors import TaizhangError
from taizhang.inputs import Input, gather, unpacked
from taizhang.merge import merge
from taizhang.model import Fault, Row, Tables, Value

_LOG = logging.getLogger(__name__)


def run(
    inputs: Sequence[Path],
    settings: Settings,
    *,
    jobs: int = 1,
    progress: Callable[[int, int, str], None] | None = None,
) -> Tables:
    """Convert files, folders and archives.

    Args:
        inputs: files, and folders that are walked (see `inputs.gather`); a .zip stands for the documents in it.
        settings: what to do.
        jobs: number of processes; with 1 everything happens in this one. Processes are spawned, so a script that
            asks for more must keep its own work under ``if __name__ == "__main__":``.
        progress: called after each file with files done, files in all, and the name of the file.

    Returns:
        The tables of all files, in order of source. A file whose bytes stood in an earlier one is ``skipped``; what
        cannot be read is ``failed`` with a row in errors, and the others go on.

    Raises:
        LexiconError: a word list cannot be used.
        KeyboardInterrupt: processes are ended before it leaves here.
    """
    with tempfile.TemporaryDirectory(prefix="taizhang-", ignore_cleanup_errors=True) as scratch:
        return _run(unpacked(gather(inputs), Path(scratch)), settings, jobs, progress)


def _run(
    found: Sequence[Input], settings: Settings, jobs: int, progress: Callable[[int, int, str], None] | None
) -> Tables:
    done: dict[str, Tables] = {}

    def add(item: Input, tables: Tables) -> None:
        done[item.name] = tables
        if progress is not None:
            progress(len(done), len(found), item.name)

    for item in found:
        if item.error is not None:
            fault = Fault(item.name, "read", item.error.code, item.error.message, item.error.advice)
            add(item, _failed(fault))
    groups = _same([item for item in found if item.error is None])
    while groups:
        for item, tables in _convert([group[0] for group in groups], settings, jobs):
            add(item, tables)
        again = []
        for first, *others in groups:
            if done[first.name].rows["files"][0]["status"] == "failed":
                again += [others] if others else []  # the same bytes may be readable under another name
            else:
                for item in others:
                    add(item, _skipped(item.name, done[first.name]))
        groups = again
    tables = merge(done[item.name] for item in found)
    tables.rows["errors"] += [fault.row() for fault in _unmatched(settings, done)]
    tables.settings = _record(settings)
    return tables


def _record(settings: Settings) -> dict[str, Value]:
    """The settings for the run folder, without paths, which differ between machines."""
    lexicons = "|".join(Path(folder).absolute().name for folder in settings.lexicons)
    return {"grain": settings.grain, "lexicons": lexicons, "meta": len(settings.meta)}


def _unmatched(settings: Settings, done: dict[str, Tables]) -> Iterator[Fault]:
    for source in sorted(settings.meta.keys() - done.keys()):
        what = "the --meta table has a line for this file, but there is no file of that name in the run."
        advice = "Write the source as it stands in the files table."
        yield Fault(source, "read", "meta_unmatched", what, advice)


def _failed(fault: Fault) -> Tables:
    tables = Tables.empty()
    tables.rows["files"].append({"source": fault.source, "status": "failed", "plans": 0, "rows": 0, "errors": 1})
    tables.rows["errors"].append(fault.row())
    return tables


def _skipped(name: str, first: Tables) -> Tables:
    """The tables of a file whose bytes stood in an earlier one: only its row in files."""
    tables = Tables.empty()
    again: Row = {"source": name, "status": "skipped", "plans": 0, "rows": 0, "errors": 0}
    tables.rows["files"].append(first.rows["files"][0] | again)
    return tables


def _same(files: list[Input]) -> list[list[Input]]:
    """Files grouped by their bytes, the order kept; only files of equal size are read for it."""
    sizes: dict[int, list[Input]] = defaultdict(list)
    groups: dict[str, list[Input]] = {}
    for item in files:
        sizes[_size(item.path)].append(item)
    twins = {item.name for same in sizes.values() if len(same) > 1 for item in same}
    for item in files:
        key = _sha256(item.path) if item.name in twins else ""
        groups.setdefault(key or f"name {item.name}", []).append(item)
    return list(groups.values())


def _size(path: Path) -> int:
    try:
        return path.stat().st_size if path.is_file() else -1
    except OSError:
        return -1  # converting it will say what is wrong


def _sha256(path: Path) -> str:
    try:
        if path.is_file():
            with path.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        _LOG.debug("%s cannot be compared with other files: %s", path, error)
    return ""


def _convert(files: list[Input], settings: Settings, jobs: int) -> Iterator[tuple[Input, Tables]]:
    jobs = min(jobs, len(files))
    if jobs > 1:
        yield from _parallel(files, settings, jobs)
    else:
        for item in files:
            yield item, _work(item.path, _own(settings, item), item.name)


def _own(settings: Settings, item: Input) -> Settings:
    """The settings with the --meta line of that file alone, so that no process is sent the whole table."""
    meta = settings.meta.get(item.name)
    return replace(settings, meta={} if meta is None else {item.name: meta})


def _work(path: Path, settings: Settings, name: str) -> Tables:
    """Convert one file; a mistake of this program is the fault of that file alone, and told as such."""
    try:
        return convert_one(path, settings, name)
    except TaizhangError:
        raise  # a lexicon: no file would fare better
    except Exception as error:
        _LOG.info("%s: converting it failed", name, exc_info=True)
        what = f"taizhang itself failed on this file ({type(error).__name__}: {error})."
        advice = "Please report it with the file; -v shows the details."
        return _failed(Fault(name, "mine", "internal_error", what, advice))


def _parallel(files: list[Input], settings: Settings, jobs: int) -> Iterator[tuple[Input, Tables]]:
    """Convert in processes, one file a task.

    When a process dies, nobody knows over which of the files under way; these are converted again, each in a process
    of its own, so that only the file that kills it fails.
    """
    waiting = deque(files)
    while waiting:
        suspects: list[Input] = []
        with _Pool(jobs) as pool:
            flying: dict[Future[Tables], Input] = {}
            while flying or (waiting and not suspects):
                while waiting and not suspects and len(flying) < jobs:
                    item = waiting.popleft()
                    try:
                        flying[pool.submit(_work, item.path, _own(settings, item), item.name)] = item
                    except BrokenProcessPool:
                        suspects.append(item)
                for future in wait(flying, return_when=FIRST_COMPLETED).done if flying else ():
                    item = flying.pop(future)
                    try:
                        tables = future.result()
                    except BrokenProcessPool:
                        suspects.append(item)
                    else:
                        yield item, tables
        for item in suspects:
            yield item, _alone(item, settings)


def _alone(item: Input, settings: Settings) -> Tables:
    with _Pool(1) as pool:
        try:
            return pool.submit(_work, item.path, _own(settings, item), item.name).result()
        except BrokenProcessPool:
            what = "the process that converted this file died, perhaps for lack of memory."
            advice = "Convert it alone on a machine with more memory, or save its text as .txt."
            return _failed(Fault(item.name, "mine", "worker_died", what, advice))


class _Pool(ProcessPoolExecutor):
    """A pool whose processes are ended at once when its block is left by an error or an interrupt."""

    def __init__(self, jobs: int) -> None:
        """Start nothing yet; spawned processes behave the same on every system."""
        self._before = set(multiprocessing.active_children())
        level = logging.getLogger("taizhang").getEffectiveLevel()
        super().__init__(jobs, multiprocessing.get_context("spawn"), initializer=_start, initargs=(level,))

    def __exit__(self, kind: object, *rest: object) -> bool | None:
        """Wait for the processes, or end them when the block failed."""
        if kind is not None:
            for child in set(multiprocessing.active_children()) - self._before:
                child.terminate()
        self.shutdown(wait=True, cancel_futures=kind is not None)
        return None


def _start(level: int) -> None:
    """Make a worker log and end as its parent does."""
    logger = logging.getLogger("taizhang")
    logger.setLevel(level)
    logger.addHandler(logging.StreamHandler())
    # Ctrl-C reaches every process of a terminal; a worker then ends without a word, the parent tells it.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
