# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes wrong, said to people."""

import signal
import sys


class Failure(Exception):
    """An error whose text tells a person what to do; it needs no traceback."""


def main_guard(name, main):
    """Runs main; a Failure becomes one line and exit code 65, an interrupt exit code 130."""
    # A terminated harness must end the solver it watches, as an interrupted one does.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        sys.exit(main())
    except Failure as failure:
        print(f"{name}: {failure}", file=sys.stderr)
        sys.exit(65)
    except KeyboardInterrupt:
        print(f"{name}: interrupted", file=sys.stderr)
        sys.exit(130)
