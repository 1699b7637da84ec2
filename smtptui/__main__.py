"""`python -m smtptui`, and the console script."""

import gc
import sys

from smtptui.cli import main as run


def main() -> None:
    """Runs the command line and exits."""
    # Start-up makes tens of thousands of objects that stay: looking for garbage among them every 700 is wasted time.
    gc.set_threshold(20_000, 10, 10)
    code = run()
    # The process ends, and takes all with it: a last look for cycles would only keep the user waiting.
    gc.freeze()
    sys.exit(code)


if __name__ == "__main__":
    main()
