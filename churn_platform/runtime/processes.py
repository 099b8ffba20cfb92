"""Stop the processes we started, and their descendants."""

import signal
import subprocess

import psutil

GRACE_SECONDS = 20


def stop_all(started: list[subprocess.Popen[bytes]]) -> None:
    """Terminate each process, wait, then kill what is left of their trees."""
    tree = _tree(started)
    for child in started:
        if child.poll() is None:
            child.send_signal(signal.SIGINT)
    _, left = psutil.wait_procs(tree, timeout=GRACE_SECONDS)
    for process in left:
        _signal(process, signal.SIGTERM)
    _, left = psutil.wait_procs(left, timeout=5)
    for process in left:
        _signal(process, signal.SIGKILL)
    psutil.wait_procs(left, timeout=5)


def kill_all(started: list[subprocess.Popen[bytes]]) -> None:
    """Kill each process and its descendants."""
    tree = _tree(started)
    for process in tree:
        _signal(process, signal.SIGKILL)
    psutil.wait_procs(tree, timeout=5)


def _tree(started: list[subprocess.Popen[bytes]]) -> list[psutil.Process]:
    # listed before anything stops: an orphan cannot be found through its parent
    found = []
    for child in started:
        try:
            parent = psutil.Process(child.pid)
            found += [parent, *parent.children(recursive=True)]
        except psutil.NoSuchProcess:
            continue
    return found


def _signal(process: psutil.Process, number: int) -> None:
    try:
        process.send_signal(number)
    except psutil.NoSuchProcess:
        pass
