"""Finds a lock in pairing mode, pairs with it, and watches it turn.

    python3 pair_and_watch.py [ws://127.0.0.1:8420/gatt]

Needs python3-bleak, python3-websockets and python3-nacl.
"""

import asyncio
import secrets
import sys

from bleak import BleakClient, BleakScanner

import keyturner
from locktwin_bleak import LocktwinClient, LocktwinScanner


def show(states: bytes) -> None:
    state = keyturner.LOCK_STATES.get(states[1], hex(states[1]))
    percent = (states[12] >> 2) * 2
    print(f"{state}, battery {percent} %" + (", critical" if states[12] & 1 else ""))


async def main(url: str) -> None:
    found: "asyncio.Queue" = asyncio.Queue()

    def heard(device, advertisement):
        # A lock in pairing mode advertises its Nuki-ID as data of the pairing service.
        if advertisement.service_data.get(keyturner.PAIRING_SERVICE):
            found.put_nowait((device, advertisement))

    async with BleakScanner(heard, backend=LocktwinScanner, url=url):
        device, advertisement = await asyncio.wait_for(found.get(), 30)
    print(f"{device.name} at {device.address}, {advertisement.rssi} dBm")

    async with BleakClient(device, backend=LocktwinClient, url=url) as client:
        print(f"connected, MTU {client.mtu_size}")
        link = keyturner.Link(lambda uuid, message: client.write_gatt_char(uuid, message, response=True))
        for uuid in (keyturner.PAIRING, keyturner.USER_DATA):
            await client.start_notify(uuid, lambda characteristic, data: link.arrived(characteristic.uuid, data))

        app_id = secrets.randbits(32)
        credentials = await keyturner.pair(link, app_id, "locktwin example")
        print(f"paired: {credentials}")

        app = keyturner.App(link, credentials)
        states = await app.states()
        show(states)
        locked = states[1] == 1
        await app.act(keyturner.UNLOCK if locked else keyturner.LOCK, app_id, show)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1] if len(sys.argv) > 1 else "ws://127.0.0.1:8420/gatt"))
