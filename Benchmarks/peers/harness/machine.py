# SPDX-License-Identifier: GPL-3.0-or-later
"""Where and on what a row was measured."""

import os
import platform
import subprocess


def machine():
    """The processor, the cores this process may use, the memory, the system."""
    model, memory = platform.machine(), None
    try:
        with open("/proc/cpuinfo") as file:
            model = next((line.split(":", 1)[1].strip() for line in file if line.startswith("model name")), model)
        with open("/proc/meminfo") as file:
            memory = round(int(file.readline().split()[1]) / 1e6, 1)
    except OSError:
        pass
    return {"processor": model, "cores": len(os.sched_getaffinity(0)), "memory_gb": memory,
            "system": f"{platform.system()} {platform.release()}"}


def load():
    """Mean number of runnable processes of the last minute: a busy machine shows."""
    return round(os.getloadavg()[0], 2)


def commit(folder):
    """The commit checked out in a folder, marked where tracked files differ from it; None outside of git."""
    def git(*arguments):
        done = subprocess.run(["git", "-C", folder, *arguments], capture_output=True, text=True)
        return done.stdout.strip() if done.returncode == 0 else None

    head = git("rev-parse", "--short=12", "HEAD")
    if head and git("status", "--porcelain", "--untracked-files=no"):
        head += "-modified"
    return head
