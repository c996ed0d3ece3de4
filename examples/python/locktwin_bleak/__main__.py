"""Runs a program that uses bleak, as it is, on virtual locks:

    python3 -m locktwin_bleak PROGRAM.py ARGUMENTS
"""

import os
import runpy
import sys

from .install import install

if len(sys.argv) < 2:
    sys.exit(__doc__)
install()
sys.argv = sys.argv[1:]
sys.path[0] = os.path.dirname(os.path.abspath(sys.argv[0]))
runpy.run_path(sys.argv[0], run_name="__main__")
