"""The client: one connection to one lock."""

import asyncio
from typing import Any, Callable, Dict, Optional, Union
from uuid import UUID

from bleak.backends.characteristic import BleakGATTCharacteristic
from bleak.backends.client import BaseBleakClient
from bleak.backends.device import BLEDevice
from bleak.backends.service import BleakGATTServiceCollection
from bleak.exc import BleakDeviceNotFoundError, BleakError

from .attributes import collection
from .rpc import RPCError, Socket

UNKNOWN_DEVICE = ("gatt", 1)


class LocktwinClient(BaseBleakClient):
    """Connects to a lock by a device of the scanner, an address, a name, or an id of the control API.

    Takes the address of the server as the argument `url`, and as `connection` the parameters of the method connect, such
    as {"mtu": 23, "instant": True}. Without it, it asks for an MTU of 517 as BlueZ does.
    """

    def __init__(self, address_or_ble_device: Union[BLEDevice, str], **kwargs):
        super().__init__(address_or_ble_device, **kwargs)
        details = address_or_ble_device.details if isinstance(address_or_ble_device, BLEDevice) else None
        self._wanted: str = details["device"] if isinstance(details, dict) else self.address
        self._url: Optional[str] = kwargs.get("url")
        self._connection: Dict[str, Any] = kwargs.get("connection") or {"mtu": 517}
        self._socket: Optional[Socket] = None
        self._device = ""
        self._mtu = 23
        self._connected = False
        self._callbacks: Dict[int, Callable[[bytearray], None]] = {}
        self.reason: Optional[Dict[str, Any]] = None

    @property
    def mtu_size(self) -> int:
        return self._mtu

    @property
    def is_connected(self) -> bool:
        return self._connected

    async def connect(self, **kwargs) -> bool:
        if self._connected:
            raise BleakError("the client is connected already")
        self._socket = Socket(self._event, self._gone)
        await self._socket.open(self._url)
        try:
            result = await asyncio.wait_for(
                self._socket.call("connect", device=self._wanted, **self._connection), kwargs.get("timeout", self._timeout)
            )
            self._device, self._mtu, self._connected = result["device"], result["mtu"], True
            await self.get_services()
        except RPCError as e:
            await self._socket.close()
            if (e.domain, e.code) == UNKNOWN_DEVICE:
                raise BleakDeviceNotFoundError(self.address, f"there is no lock {self.address}") from e
            raise
        except BaseException:
            await self._socket.close()
            raise
        return True

    async def disconnect(self) -> bool:
        if self._connected:
            await self._call("disconnect")
        if self._socket is not None:
            await self._socket.close()
        return True

    async def pair(self, *args, **kwargs) -> bool:
        raise NotImplementedError("the lock has no pairing of the link; its own protocol pairs over a characteristic")

    async def unpair(self) -> bool:
        raise NotImplementedError("the lock has no pairing of the link; its own protocol pairs over a characteristic")

    async def get_services(self, **kwargs) -> BleakGATTServiceCollection:
        if self.services is None:
            self.services = collection((await self._call("discover"))["services"], self._mtu)
        return self.services

    async def read_gatt_char(self, char_specifier: Union[BleakGATTCharacteristic, int, str, UUID], **kwargs) -> bytearray:
        characteristic = self._characteristic(char_specifier)
        return bytearray.fromhex((await self._call("readValue", characteristic=characteristic.handle))["value"])

    async def read_gatt_descriptor(self, handle: int, **kwargs) -> bytearray:
        return bytearray.fromhex((await self._call("readDescriptor", descriptor=handle))["value"])

    async def write_gatt_char(self, char_specifier: Union[BleakGATTCharacteristic, int, str, UUID], data, response: bool = False) -> None:
        characteristic = self._characteristic(char_specifier)
        # A characteristic that offers one way only is written that way, as BlueZ does it.
        if not response and "write-without-response" not in characteristic.properties:
            response = True
        method = "writeValueWithResponse" if response else "writeValueWithoutResponse"
        await self._call(method, characteristic=characteristic.handle, value=bytes(data).hex())

    async def write_gatt_descriptor(self, handle: int, data) -> None:
        await self._call("writeDescriptor", descriptor=handle, value=bytes(data).hex())

    async def start_notify(self, characteristic: BleakGATTCharacteristic, callback, **kwargs) -> None:
        before = self._callbacks.get(characteristic.handle)
        self._callbacks[characteristic.handle] = callback
        try:
            await self._call("startNotifications", characteristic=characteristic.handle)
        except BleakError:
            self._callbacks.pop(characteristic.handle)
            if before is not None:
                self._callbacks[characteristic.handle] = before
            raise

    async def stop_notify(self, char_specifier: Union[BleakGATTCharacteristic, int, str, UUID]) -> None:
        characteristic = self._characteristic(char_specifier)
        await self._call("stopNotifications", characteristic=characteristic.handle)
        self._callbacks.pop(characteristic.handle, None)

    def _characteristic(self, specifier) -> BleakGATTCharacteristic:
        if isinstance(specifier, BleakGATTCharacteristic):
            return specifier
        found = self.services.get_characteristic(specifier) if self.services else None
        if found is None:
            raise BleakError(f"Characteristic {specifier} was not found")
        return found

    async def _call(self, method: str, **params) -> Dict[str, Any]:
        if not self._connected or self._socket is None:
            raise BleakError("Not connected")
        return await self._socket.call(method, device=self._device, **params)

    def _event(self, name: str, params: Dict[str, Any]) -> None:
        if name == "characteristicValueChanged":
            callback = self._callbacks.get(params["handle"])
            if callback is not None:
                callback(bytearray.fromhex(params["value"]))
        elif name == "gattServerDisconnected":
            self.reason = params["reason"]
            self._gone()

    def _gone(self) -> None:
        if not self._connected:
            return
        self._connected = False
        self.services = None
        self._mtu = 23
        self._callbacks.clear()
        if self._disconnected_callback is not None:
            self._disconnected_callback()
