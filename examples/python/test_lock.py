"""The back end and the app side of the protocol, against a real server."""

import asyncio
import contextlib
import io
import json
import os
import struct
import subprocess
import sys
import unittest
import urllib.request

from bleak import BleakClient, BleakScanner
from bleak.exc import BleakDeviceNotFoundError, BleakError

import keyturner
import pair_and_watch
from locktwin_bleak import LocktwinClient, LocktwinScanner, RPCError

HERE = os.path.dirname(os.path.abspath(__file__))
BATTERY = "0000180f-0000-1000-8000-00805f9b34fb"


class Server:
    """A server of one's own on a free port."""

    def __init__(self):
        command = [os.environ["LOCKTWIN"], "serve", "--ephemeral", "--no-demo", "--listen", "127.0.0.1:0"]
        command += ["--noble", "off", "--json", "--log-level", "warn"]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        first = self._process.stdout.readline()
        if not first:
            raise RuntimeError("the server does not start")
        addresses = json.loads(first)
        self.url, self._api = addresses["gatt"], addresses["api"]

    def request(self, method, path, body):
        request = urllib.request.Request(
            self._api + path, json.dumps(body).encode(), {"Content-Type": "application/json"}, method=method
        )
        with urllib.request.urlopen(request) as answer:
            return json.loads(answer.read() or "null")

    def stop(self):
        self._process.terminate()
        self._process.wait()
        self._process.stdout.close()


class LockTest(unittest.IsolatedAsyncioTestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server()
        cls.addClassCleanup(cls.server.stop)

    def setUp(self):
        self.lock = self.server.request("POST", "/locks", {"id": "front", "speed": "max", "seed": 7})
        self.addCleanup(self.server.request, "DELETE", "/locks/front", {})

    def client(self, who="front", **more):
        return BleakClient(who, backend=LocktwinClient, url=self.server.url, **more)

    async def test_scanner_finds_a_lock_by_name_service_and_address(self):
        name = self.lock["name"]
        device = await BleakScanner.find_device_by_name(name, backend=LocktwinScanner, url=self.server.url)
        self.assertEqual((device.name, device.address), (name, self.lock["address"].upper()))
        device = await BleakScanner.find_device_by_address(device.address, backend=LocktwinScanner, url=self.server.url)
        self.assertEqual(device.name, name)
        found = await BleakScanner.discover(
            0.5, return_adv=True, backend=LocktwinScanner, url=self.server.url, service_uuids=[keyturner.PAIRING_SERVICE]
        )
        (_, advertisement), = found.values()
        self.assertEqual(len(advertisement.service_data[keyturner.PAIRING_SERVICE]), 4)
        found = await BleakScanner.discover(0.2, backend=LocktwinScanner, url=self.server.url, service_uuids=[BATTERY])
        self.assertEqual(found, [])

    async def test_client_lists_the_attributes(self):
        async with self.client() as client:
            self.assertTrue(client.is_connected)
            self.assertEqual(client.mtu_size, 247)
            characteristic = client.services.get_characteristic(keyturner.PAIRING)
            self.assertEqual(characteristic.properties, ["write", "indicate"])
            self.assertEqual(characteristic.service_uuid, keyturner.PAIRING_SERVICE)
            self.assertEqual(characteristic.max_write_without_response_size, 244)
            (descriptor,) = characteristic.descriptors
            self.assertEqual(descriptor, characteristic.get_descriptor("00002902-0000-1000-8000-00805f9b34fb"))
            self.assertEqual(await client.read_gatt_descriptor(descriptor.handle), b"\0\0")
            await client.write_gatt_descriptor(descriptor.handle, b"\2\0")
            self.assertEqual(await client.read_gatt_descriptor(descriptor.handle), b"\2\0")
            handles = [s.handle for s in client.services] + list(client.services.characteristics) + list(client.services.descriptors)
            self.assertEqual(len(handles), len(set(handles)))
        self.assertFalse(client.is_connected)

    async def test_notifications_come_until_they_are_stopped(self):
        got = asyncio.Queue()
        async with self.client() as client:
            await client.start_notify(keyturner.PAIRING, lambda c, data: got.put_nowait((c.uuid, data)))
            request = keyturner.plain(keyturner.REQUEST_DATA, b"\3\0")
            await client.write_gatt_char(keyturner.PAIRING, request)
            uuid, data = await asyncio.wait_for(got.get(), 10)
            self.assertEqual((uuid, len(data), bytes(data[:2])), (keyturner.PAIRING, 36, b"\3\0"))
            await client.stop_notify(keyturner.PAIRING)
            await client.write_gatt_char(keyturner.PAIRING, request, response=True)
            self.assertTrue(got.empty())

    async def test_refusals_have_their_code(self):
        async with self.client() as client:
            with self.assertRaises(RPCError) as caught:
                await client.read_gatt_char(keyturner.PAIRING)
            self.assertEqual((caught.exception.domain, caught.exception.code), ("att", 2))
            self.assertIn("read not permitted", str(caught.exception))
            with self.assertRaises(BleakError):
                await client.read_gatt_char(BATTERY)
        with self.assertRaises(BleakError):
            await client.read_gatt_char(keyturner.PAIRING)
        with self.assertRaises(BleakDeviceNotFoundError):
            await self.client("nobody").connect()
        with self.assertRaises(BleakError):
            await BleakClient("front", backend=LocktwinClient, url="ws://127.0.0.1:1/gatt").connect()

    async def test_a_lock_without_cells_is_lost(self):
        lost = asyncio.Event()
        client = self.client(disconnected_callback=lambda _: lost.set())
        await client.connect()
        self.server.request("POST", "/locks/front/hands/cells-out", {})
        await asyncio.to_thread(self.server.request, "POST", "/locks/front/time/run", {"for": "20s"})
        await asyncio.wait_for(lost.wait(), 10)
        self.assertFalse(client.is_connected)
        self.assertEqual(client._backend.reason["code"], 8)
        await client.disconnect()
        with self.assertRaises(BleakError):
            await client.connect()

    async def test_an_app_pairs_and_sets_a_pin(self):
        async with self.client(connection={"mtu": 247, "instant": True}) as client:
            link = keyturner.Link(lambda uuid, message: client.write_gatt_char(uuid, message, response=True))
            for uuid in (keyturner.PAIRING, keyturner.USER_DATA):
                await client.start_notify(uuid, lambda c, data: link.arrived(c.uuid, data))
            credentials = await keyturner.pair(link, 1, "test")
            self.assertNotIn(credentials.key.hex(), repr(credentials))
            app = keyturner.App(link, credentials)
            await app.order(keyturner.SET_PIN, b"\xd2\x04")
            await app.order(keyturner.VERIFY_PIN, pin=1234)
            with self.assertRaises(keyturner.LockError) as caught:
                await app.order(keyturner.VERIFY_PIN, pin=4321)
            self.assertEqual((caught.exception.code, caught.exception.command), (0x21, keyturner.VERIFY_PIN))

    async def test_the_example_pairs_and_watches(self):
        # Past the run of the motor at boot, which would be among the states.
        self.server.request("POST", "/locks/front/time/run", {"for": "1m"})
        self.server.request("PATCH", "/locks/front", {"speed": "100x"})
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            await pair_and_watch.main(self.server.url)
        lines = out.getvalue().splitlines()
        self.assertRegex(lines[0], r"^Nuki_[0-9A-F]{8} at [0-9A-F:]{17}, -\d+ dBm$")
        self.assertEqual(lines[1], "connected, MTU 247")
        self.assertRegex(lines[2], r"^paired: authorization \d+$")
        self.assertRegex(lines[3], r"^(locked|unlocked), battery \d+ %$")
        self.assertGreaterEqual(len(lines), 6)

    async def test_a_program_that_knows_nothing_of_locktwin_runs_as_it_is(self):
        program = os.path.join(HERE, "unaware.py")
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "locktwin_bleak", program, self.lock["name"],
            cwd=HERE, env={**os.environ, "LOCKTWIN_GATT": self.server.url}, stdout=subprocess.PIPE,
        )
        out, _ = await process.communicate()
        self.assertEqual((process.returncode, out.decode()), (0, f"{self.lock['name']} has {keyturner.PAIRING}\n"))


class WaitingTest(unittest.IsolatedAsyncioTestCase):
    async def test_a_pairing_that_meets_a_running_motor_begins_again(self):
        not_pairing = 0x10
        answers, requests = [keyturner.BUSY, keyturner.BUSY, not_pairing], []

        async def lock(uuid, message):
            requests.append(message)
            report = struct.pack("<BH", answers.pop(0), keyturner.REQUEST_DATA)
            link.arrived(uuid, keyturner.plain(keyturner.ERROR, report))

        link = keyturner.Link(lock)
        with self.assertRaises(keyturner.LockError) as caught:
            await keyturner.pair(link, 1, "test")
        self.assertEqual(caught.exception.code, not_pairing)
        self.assertEqual(len(requests), 3)


class ProtocolTest(unittest.TestCase):
    def test_checksums_are_those_of_the_published_examples(self):
        self.assertEqual(keyturner.crc(b"123456789"), bytes.fromhex("b129"))
        self.assertEqual(keyturner.plain(keyturner.REQUEST_DATA, b"\3\0"), bytes.fromhex("0100030027a7"))

    def test_a_published_message_is_opened(self):
        key = bytes.fromhex("217fcb0f18caf284e9bdea0b94b83b8d10867ed706bfdedbd2381f4cb3b8f730")
        message = bytes.fromhex(
            "90b0757cfed0243017eaf5e089f8583b9839d61b050924d2020000002700b13938b67121b6d528e7"
            "de206b0d7c5a94587a471b33ebfb012ced8f1261135566ed756e3910b5"
        )
        command, payload = keyturner.Credentials(2, key).open(message)
        self.assertEqual((command, payload.hex()), (keyturner.STATES, "020100e0070307080f1e3c0000200a"))


if __name__ == "__main__":
    unittest.main()
