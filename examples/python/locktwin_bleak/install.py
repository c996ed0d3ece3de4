"""Makes locktwin the back end of programs that name none."""

import bleak

from .client import LocktwinClient
from .scanner import LocktwinScanner


def install() -> None:
    """From now on BleakClient and BleakScanner reach virtual locks unless they are told otherwise.

    It replaces two functions of bleak that are not part of its promise; tried with the versions in README.md.
    """
    bleak.get_platform_client_backend_type = lambda: LocktwinClient
    bleak.get_platform_scanner_backend_type = lambda: LocktwinScanner
