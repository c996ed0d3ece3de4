"""A back end of bleak that reaches virtual locks over locktwin's WebSocket.

    from bleak import BleakClient, BleakScanner
    from locktwin_bleak import LocktwinClient, LocktwinScanner

    device = await BleakScanner.find_device_by_name("Nuki_2E96447C", backend=LocktwinScanner)
    async with BleakClient(device, backend=LocktwinClient) as client:
        ...

The server is at ws://127.0.0.1:8420/gatt, or where LOCKTWIN_GATT says; a token is taken from LOCKTWIN_TOKEN. `install`
makes it the back end of programs that name none.
"""

from .client import LocktwinClient
from .install import install
from .rpc import RPCError
from .scanner import LocktwinScanner

__all__ = ["LocktwinClient", "LocktwinScanner", "RPCError", "install"]
