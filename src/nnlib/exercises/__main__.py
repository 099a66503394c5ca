"""The commands: python -m nnlib.exercises start | check | watch | hint | list | reset | solution | export | grade."""

import sys

from nnlib.exercises._commands import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
