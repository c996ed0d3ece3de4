"""Services, characteristics and descriptors in bleak's classes."""

from typing import Any, Dict, List, Optional, Union
from uuid import UUID

from bleak.backends.characteristic import BleakGATTCharacteristic
from bleak.backends.descriptor import BleakGATTDescriptor
from bleak.backends.service import BleakGATTService, BleakGATTServiceCollection

# bleak writes the properties with hyphens.
PROPERTIES = {
    "writeWithoutResponse": "write-without-response",
    "authenticatedSignedWrites": "authenticated-signed-writes",
    "extendedProperties": "extended-properties",
}


class Descriptor(BleakGATTDescriptor):
    def __init__(self, found: Dict[str, Any], characteristic: "Characteristic"):
        super().__init__(found)
        self._characteristic = characteristic

    @property
    def characteristic_uuid(self) -> str:
        return self._characteristic.uuid

    @property
    def characteristic_handle(self) -> int:
        return self._characteristic.handle

    @property
    def uuid(self) -> str:
        return self.obj["uuid"]

    @property
    def handle(self) -> int:
        return self.obj["handle"]


class Characteristic(BleakGATTCharacteristic):
    def __init__(self, found: Dict[str, Any], service: "Service", mtu: int):
        super().__init__(found, mtu - 3)
        self._service = service
        self._descriptors: List[BleakGATTDescriptor] = []

    @property
    def service_uuid(self) -> str:
        return self._service.uuid

    @property
    def service_handle(self) -> int:
        return self._service.handle

    @property
    def uuid(self) -> str:
        return self.obj["uuid"]

    @property
    def handle(self) -> int:
        return self.obj["handle"]

    @property
    def properties(self) -> List[str]:
        return [PROPERTIES.get(p, p) for p in self.obj["properties"]]

    @property
    def descriptors(self) -> List[BleakGATTDescriptor]:
        return self._descriptors

    def get_descriptor(self, specifier: Union[int, str, UUID]) -> Optional[BleakGATTDescriptor]:
        for d in self._descriptors:
            if d.handle == specifier or d.uuid == str(specifier).lower():
                return d
        return None

    def add_descriptor(self, descriptor: BleakGATTDescriptor) -> None:
        self._descriptors.append(descriptor)


class Service(BleakGATTService):
    def __init__(self, found: Dict[str, Any]):
        super().__init__(found)
        self._characteristics: List[BleakGATTCharacteristic] = []

    @property
    def handle(self) -> int:
        return self.obj["handle"]

    @property
    def uuid(self) -> str:
        return self.obj["uuid"]

    @property
    def characteristics(self) -> List[BleakGATTCharacteristic]:
        return self._characteristics

    def add_characteristic(self, characteristic: BleakGATTCharacteristic) -> None:
        self._characteristics.append(characteristic)


def collection(services: List[Dict[str, Any]], mtu: int) -> BleakGATTServiceCollection:
    """What the method discover found."""
    out = BleakGATTServiceCollection()
    for s in services:
        service = Service(s)
        out.add_service(service)
        for c in s["characteristics"]:
            characteristic = Characteristic(c, service, mtu)
            out.add_characteristic(characteristic)
            for d in c["descriptors"]:
                out.add_descriptor(Descriptor(d, characteristic))
    return out
