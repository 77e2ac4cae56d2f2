# SPDX-License-Identifier: GPL-3.0-or-later
"""A fresh process under a hard limit, measured by the operating system.

The peak memory of wait4 starts with what the parent had at the fork, so the parent must be small: nothing
that imports this module may import numpy. Verifying is done in a process of its own for that reason too. What
the parent holds is the least that can be measured, and goes into the results as the floor.
"""

import os
import select
import signal
import subprocess
import time
from dataclasses import dataclass, field


@dataclass
class Run:
    """What became of a process."""
    exit_code: int | None
    killed: bool
    wall_seconds: float
    cpu_seconds: float
    peak_mb: float
    # (seconds since the start, line) of standard output, where it was asked for.
    lines: list = field(default_factory=list)
    errors: str = ""

    def last_words(self):
        """The end of what it said: of standard error, or else of standard output."""
        return (self.errors.strip() or " / ".join(line for _, line in self.lines[-3:]))[-300:]


def floor_mb():
    """The least peak that a process started here can show, 10^6 bytes."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def measure(command, hard_limit, folder, environment=None, keep_lines=False):
    """Runs a command in a folder, kills its process group at the hard limit, and measures it whole."""
    errors_path = os.path.join(folder, "stderr.txt")
    with open(errors_path, "wb") as errors:
        start = time.monotonic()
        # A group of its own, so that its threads and children die with it.
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if keep_lines else subprocess.DEVNULL, stderr=errors,
            start_new_session=True)
        try:
            lines, killed, status, usage, wall = _follow(process, start, hard_limit, keep_lines)
        except BaseException:
            _kill(process.pid)
            raise
    with open(errors_path, "rb") as errors:
        text = errors.read().decode(errors="replace")
    code = os.waitstatus_to_exitcode(status)
    process.returncode = code  # wait4 took it from subprocess
    return Run(code, killed, wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024 / 1e6, lines,
               text[-4000:])


def _follow(process, start, hard_limit, keep_lines):
    end = os.pidfd_open(process.pid)
    lines, rest, killed = [], b"", False
    watched = [end] + ([process.stdout.fileno()] if keep_lines else [])
    try:
        while True:
            left = start + hard_limit - time.monotonic()
            if left <= 0 and not killed:
                _kill(process.pid)
                killed = True
            ready, _, _ = select.select(watched, [], [], max(left, 0) if not killed else None)
            now = time.monotonic() - start
            if keep_lines and process.stdout.fileno() in ready:
                chunk = os.read(process.stdout.fileno(), 1 << 16)
                if not chunk:
                    watched.remove(process.stdout.fileno())
                rest += chunk
                *whole, rest = rest.split(b"\n")
                lines += [(now, line.decode(errors="replace")) for line in whole]
            elif end in ready:
                _, status, usage = os.wait4(process.pid, 0)
                return lines, killed, status, usage, now
    finally:
        os.close(end)
        if keep_lines:
            process.stdout.close()


def _kill(pid):
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
