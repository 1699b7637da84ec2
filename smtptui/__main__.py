"""`python -m smtptui`, and the console script."""

import sys

from smtptui.cli import main as run


def main() -> None:
    """Runs the command line and exits."""
    sys.exit(run())


if __name__ == "__main__":
    main()
