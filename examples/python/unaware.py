"""A program that uses bleak and has never heard of locktwin; a test runs it as it is."""

import asyncio
import sys

from bleak import BleakClient, BleakScanner


async def main() -> None:
    device = await BleakScanner.find_device_by_name(sys.argv[1])
    async with BleakClient(device) as client:
        for service in client.services:
            for characteristic in service.characteristics:
                if characteristic.uuid.startswith("a92ee101"):
                    print(f"{device.name} has {characteristic.uuid}")


if __name__ == "__main__":
    asyncio.run(main())
