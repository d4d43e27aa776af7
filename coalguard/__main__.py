"""`python -m coalguard`, and the program that the installer makes."""

import sys

from coalguard.app import main

if __name__ == "__main__":
    sys.exit(main())
