"""The app side of the lock's own protocol: pairing, and requests of a paired app.

Messages are whole: the connection needs an MTU of 247. Nothing here knows bleak; a link is two functions.
"""

import asyncio
import hashlib
import hmac
import os
import struct
from dataclasses import dataclass
from typing import Awaitable, Callable

from nacl.bindings import crypto_box_beforenm, crypto_box_keypair, crypto_secretbox, crypto_secretbox_open

PAIRING_SERVICE = "a92ee100-5501-11e4-916c-0800200c9a66"
PAIRING = "a92ee101-5501-11e4-916c-0800200c9a66"
USER_DATA = "a92ee202-5501-11e4-916c-0800200c9a66"

REQUEST_DATA, PUBLIC_KEY, CHALLENGE, AUTHENTICATOR, AUTHORIZATION_DATA, AUTHORIZATION_ID = 0x01, 0x03, 0x04, 0x05, 0x06, 0x07
STATES, LOCK_ACTION, STATUS, ERROR, CONFIRMATION, SET_PIN, VERIFY_PIN = 0x0C, 0x0D, 0x0E, 0x12, 0x1E, 0x19, 0x20
BRIDGE = 1
BUSY = 0x45
UNLOCK, LOCK = 1, 2
LOCK_STATES = {0: "uncalibrated", 1: "locked", 2: "unlocking", 3: "unlocked", 4: "locking", 5: "unlatched", 7: "unlatching", 0xFE: "motor blocked"}


class LockError(Exception):
    """An error report of the lock."""

    def __init__(self, code: int, command: int):
        super().__init__(f"the lock answers command 0x{command:04x} with error 0x{code:02x}")
        self.code = code
        self.command = command


def crc(data: bytes) -> bytes:
    """CRC-16/CCITT-FALSE, as it goes on the wire."""
    value = 0xFFFF
    for byte in data:
        value ^= byte << 8
        for _ in range(8):
            value = (value << 1 ^ 0x1021) & 0xFFFF if value & 0x8000 else value << 1
    return struct.pack("<H", value)


def plain(command: int, payload: bytes) -> bytes:
    body = struct.pack("<H", command) + payload
    return body + crc(body)


def checked(body: bytes) -> bytes:
    if len(body) < 4 or crc(body[:-2]) != body[-2:]:
        raise ValueError("the message is damaged")
    return body[:-2]


def parsed(command: int, payload: bytes):
    if command == ERROR:
        code, refused = struct.unpack("<BH", payload)
        raise LockError(code, refused)
    return command, payload


@dataclass
class Credentials:
    """What an app keeps of a pairing. The key is a secret."""

    auth_id: int
    key: bytes

    def seal(self, command: int, payload: bytes) -> bytes:
        inner = struct.pack("<IH", self.auth_id, command) + payload
        nonce = os.urandom(24)
        box = crypto_secretbox(inner + crc(inner), nonce, self.key)
        return nonce + struct.pack("<IH", self.auth_id, len(box)) + box

    def open(self, message: bytes):
        inner = checked(crypto_secretbox_open(message[30:], message[:24], self.key))
        auth_id, command = struct.unpack_from("<IH", inner)
        if auth_id != self.auth_id:
            raise ValueError("the message is for somebody else")
        return parsed(command, inner[6:])

    def __repr__(self) -> str:
        return f"authorization {self.auth_id}"


Write = Callable[[str, bytes], Awaitable[None]]


class Link:
    """Messages to and from the two characteristics. `arrived` is to be called with each indication."""

    def __init__(self, write: Write, patience: float = 10):
        self._write = write
        self._patience = patience
        self._messages: "asyncio.Queue[tuple[str, bytes]]" = asyncio.Queue()

    def arrived(self, uuid: str, message: bytes) -> None:
        self._messages.put_nowait((uuid, bytes(message)))

    async def write(self, uuid: str, message: bytes) -> None:
        await self._write(uuid, message)

    async def next(self):
        return await asyncio.wait_for(self._messages.get(), self._patience)


async def when_idle(attempt, patience: float = 30, pause: float = 0.2):
    """Makes an attempt again while the lock says that it is busy: it does not save while its motor runs, as it does
    for a moment after cells were inserted."""
    loop = asyncio.get_running_loop()
    end = loop.time() + patience
    while True:
        try:
            return await attempt()
        except LockError as e:
            if e.code != BUSY or loop.time() > end:
                raise
        await asyncio.sleep(pause)


async def pair(link: Link, app_id: int, name: str, kind: int = BRIDGE) -> Credentials:
    """Pairs with a lock in pairing mode, as soon as its motor rests."""
    return await when_idle(lambda: _pair(link, app_id, name, kind))


async def _pair(link: Link, app_id: int, name: str, kind: int) -> Credentials:
    async def ask(command: int, payload: bytes, want: int) -> bytes:
        await link.write(PAIRING, plain(command, payload))
        _, message = await link.next()
        body = checked(message)
        got, answer = parsed(struct.unpack_from("<H", body)[0], body[2:])
        if got != want:
            raise ValueError(f"command 0x{got:04x} came, want 0x{want:04x}")
        return answer

    public, secret = crypto_box_keypair()
    lock_public = await ask(REQUEST_DATA, struct.pack("<H", PUBLIC_KEY), PUBLIC_KEY)
    key = crypto_box_beforenm(lock_public, secret)

    def authenticator(text: bytes) -> bytes:
        return hmac.new(key, text, hashlib.sha256).digest()

    challenge = await ask(PUBLIC_KEY, public, CHALLENGE)
    challenge = await ask(AUTHENTICATOR, authenticator(public + lock_public + challenge), CHALLENGE)
    nonce = os.urandom(32)
    who = struct.pack("<BI32s", kind, app_id, name.encode()) + nonce
    answer = await ask(AUTHORIZATION_DATA, authenticator(who + challenge) + who, AUTHORIZATION_ID)
    proof, given, challenge = answer[:32], answer[32:52], answer[52:]
    if not hmac.compare_digest(proof, authenticator(given + challenge + nonce)):
        raise ValueError("the lock does not know the shared key")
    auth_id = given[:4]
    status = await ask(CONFIRMATION, authenticator(auth_id + challenge) + auth_id, STATUS)
    if status != b"\0":
        raise ValueError("the lock does not complete the pairing")
    return Credentials(struct.unpack("<I", auth_id)[0], key)


class App:
    """A paired app."""

    def __init__(self, link: Link, credentials: Credentials):
        self._link = link
        self._credentials = credentials

    async def send(self, command: int, payload: bytes) -> None:
        await self._link.write(USER_DATA, self._credentials.seal(command, payload))

    async def next(self):
        uuid, message = await self._link.next()
        if uuid != USER_DATA:
            body = checked(message)
            return parsed(struct.unpack_from("<H", body)[0], body[2:])
        return self._credentials.open(message)

    async def fetch(self, want: int) -> bytes:
        await self.send(REQUEST_DATA, struct.pack("<H", want))
        command, payload = await self.next()
        if command != want:
            raise ValueError(f"command 0x{command:04x} came, want 0x{want:04x}")
        return payload

    async def states(self) -> bytes:
        return await self.fetch(STATES)

    async def order(self, command: int, body: bytes = b"", pin: int = 0) -> None:
        """A request with a challenge and the PIN, whose answer is a status."""
        challenge = await self.fetch(CHALLENGE)
        await self.send(command, body + challenge + struct.pack("<H", pin))
        command, payload = await self.next()
        if (command, payload) != (STATUS, b"\0"):
            raise ValueError(f"command 0x{command:04x} came, want the status complete")

    async def act(self, action: int, app_id: int, changed: Callable[[bytes], None]) -> None:
        """Moves the bolt; `changed` is told the states on the way. Waits for a motor that still turns."""
        await when_idle(lambda: self._act(action, app_id, changed))

    async def _act(self, action: int, app_id: int, changed: Callable[[bytes], None]) -> None:
        challenge = await self.fetch(CHALLENGE)
        await self.send(LOCK_ACTION, struct.pack("<BIB", action, app_id, 0) + challenge)
        while True:
            command, payload = await self.next()
            if (command, payload) == (STATUS, b"\0"):
                return
            if command == STATES:
                changed(payload)
