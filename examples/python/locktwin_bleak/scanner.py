"""The scanner."""

from typing import Any, Dict, List, Optional

from bleak.backends.scanner import AdvertisementData, BaseBleakScanner

from .rpc import Socket


class LocktwinScanner(BaseBleakScanner):
    """Hears the advertisements of virtual locks. Takes the address of the server as the argument `url`."""

    def __init__(self, detection_callback=None, service_uuids: Optional[List[str]] = None, scanning_mode="active", **kwargs):
        super().__init__(detection_callback, service_uuids)
        self._url: Optional[str] = kwargs.get("url")
        self._socket: Optional[Socket] = None

    async def start(self) -> None:
        self.seen_devices = {}
        self._socket = Socket(self._event, lambda: None)
        await self._socket.open(self._url)
        # bleak reports a device that shows any of the services.
        filters = [{"services": [u]} for u in self._service_uuids or []]
        await self._socket.call("startScan", filters=filters, allowDuplicates=True)

    async def stop(self) -> None:
        socket, self._socket = self._socket, None
        if socket is not None:
            await socket.close()

    def set_scanning_filter(self, **kwargs: Any) -> None:
        raise NotImplementedError("filter by service_uuids, or in the detection callback")

    def _event(self, name: str, a: Dict[str, Any]) -> None:
        if name != "advertisement":
            return
        data = AdvertisementData(
            local_name=a.get("name"),
            manufacturer_data={d["companyIdentifier"]: bytes.fromhex(d["data"]) for d in a.get("manufacturerData", [])},
            service_data={d["service"]: bytes.fromhex(d["data"]) for d in a.get("serviceData", [])},
            service_uuids=a.get("services", []),
            tx_power=a.get("txPower"),
            rssi=a["rssi"],
            platform_data=(a,),
        )
        device = self.create_or_update_device(a["address"].upper(), a.get("name"), {"device": a["device"]}, data)
        if self._callback is not None:
            self._callback(device, data)
