"""JSON-RPC 2.0 over one WebSocket, as docs/asyncapi.yaml describes it."""

import asyncio
import itertools
import json
import os
from typing import Any, Callable, Dict, Optional

import websockets
from bleak.exc import BleakError

SUBPROTOCOL = "locktwin.gatt.v1"
DEFAULT_URL = "ws://127.0.0.1:8420/gatt"


class RPCError(BleakError):
    """What the server answered in place of a result.

    `domain` is "att", "hci" or "gatt" and says whose numbering `code` belongs to; it is None for errors of JSON-RPC.
    """

    def __init__(self, error: Dict[str, Any]):
        data = error.get("data") or {}
        self.domain: Optional[str] = data.get("domain")
        self.code: int = data.get("code", error["code"])
        if data:
            super().__init__(f"{data['name']} ({self.domain} 0x{self.code:02x}): {data['message']}")
        else:
            super().__init__(error["message"])


class Socket:
    """One socket, which is one central. Events go to a function, in their order."""

    def __init__(self, on_event: Callable[[str, Dict[str, Any]], None], on_close: Callable[[], None]):
        self._on_event = on_event
        self._on_close = on_close
        self._ids = itertools.count(1)
        self._waiting: Dict[int, asyncio.Future] = {}
        self._seq = 0
        self._ws: Any = None
        self._reader: Optional[asyncio.Task] = None

    async def open(self, url: Optional[str] = None) -> None:
        url = url or os.environ.get("LOCKTWIN_GATT") or DEFAULT_URL
        protocols = [SUBPROTOCOL]
        token = os.environ.get("LOCKTWIN_TOKEN")
        if token:
            protocols.append("locktwin.token." + token)
        try:
            self._ws = await websockets.connect(url, subprotocols=protocols, max_size=1 << 20)
        except (OSError, websockets.WebSocketException) as e:
            raise BleakError(f"no locktwin server answers at {url}: {e}") from e
        self._reader = asyncio.ensure_future(self._read())

    @property
    def is_open(self) -> bool:
        return self._reader is not None and not self._reader.done()

    async def call(self, method: str, **params: Any) -> Dict[str, Any]:
        """Calls a method and waits for its result. Raises RPCError when the server refuses."""
        if not self.is_open:
            raise BleakError("the socket is closed")
        number = next(self._ids)
        answer = asyncio.get_running_loop().create_future()
        self._waiting[number] = answer
        try:
            await self._ws.send(json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": params}))
            return await answer
        except websockets.ConnectionClosed as e:
            raise BleakError(f"the socket is closed: {e}") from e
        finally:
            self._waiting.pop(number, None)

    async def close(self) -> None:
        """Says goodbye, which ends all connections in order."""
        if self._ws is not None:
            await self._ws.close()
        if self._reader is not None:
            await self._reader

    async def _read(self) -> None:
        why = "the socket is closed"
        try:
            async for frame in self._ws:
                self._take(json.loads(frame))
        except websockets.ConnectionClosed as e:
            why = f"the socket is closed: {e}"
        finally:
            for answer in self._waiting.values():
                if not answer.done():
                    answer.set_exception(BleakError(why))
            self._on_close()

    def _take(self, message: Dict[str, Any]) -> None:
        if "method" in message:
            self._seq += 1
            if message["params"]["seq"] != self._seq:
                raise BleakError(f"event {self._seq} is missing")
            self._on_event(message["method"], message["params"])
            return
        answer = self._waiting.get(message["id"])
        if answer is None or answer.done():
            return
        if "error" in message:
            answer.set_exception(RPCError(message["error"]))
        else:
            answer.set_result(message["result"])
