"""The commands, such as python -m nnlib.exercises start FOLDER; --help lists them."""

import sys

from nnlib.exercises._commands import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
