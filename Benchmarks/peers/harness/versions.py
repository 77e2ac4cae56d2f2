# SPDX-License-Identifier: GPL-3.0-or-later
"""Versions of the solvers, without importing them: the runner must stay small (see process.py)."""

import hashlib
import re
import shutil
import subprocess
from importlib import metadata

PACKAGES = {"highs": "highspy", "scip": "PySCIPOpt", "cpsat": "ortools"}
COMMANDS = {"cbc": (["cbc", "-exit"], r"Version:\s*(\S+)"),
            "glpsol": (["glpsol", "--version"], r"Solver\s+(\S+)")}


def family(solver):
    """The program behind a solver: highs-ipm and highs-pdlp are both highs; warewatt:direct is warewatt."""
    return re.split(r"[-:]", solver)[0]


def version(solver, warewatt=None):
    """The version of a solver, or None where it is not installed."""
    name = family(solver)
    if name == "warewatt":
        return warewatt_version(warewatt)
    if name in PACKAGES:
        try:
            return f"{PACKAGES[name]} {metadata.version(PACKAGES[name])}"
        except metadata.PackageNotFoundError:
            return None
    if name in COMMANDS:
        command, pattern = COMMANDS[name]
        if not shutil.which(command[0]):
            return None
        text = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL).stdout
        found = re.search(pattern, text)
        return found.group(1) if found else "unknown"
    return None


def warewatt_version(binary):
    """Version and digest of the binary: two builds of one version are two solvers."""
    if not binary or not shutil.which(binary):
        return None
    text = subprocess.run([binary, "--version"], capture_output=True, text=True).stdout.strip()
    with open(binary, "rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return f"{text.splitlines()[0] if text else 'unknown'} (binary {digest[:12]})"


if __name__ == "__main__":
    for solver in [*PACKAGES, *COMMANDS]:
        print(f"{solver:8} {version(solver) or 'not installed'}")
