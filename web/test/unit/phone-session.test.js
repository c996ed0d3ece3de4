// Pairing and commands against a scripted lock, and how long the phone waits.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BadMessage, fromHex, toHex } from '../../app/phone/bytes.js';
import { keyPairOf } from '../../app/phone/crypto.js';
import { LockError } from '../../app/phone/keyturner.js';
import { NoAnswer, Patience, leastMs, paceOf } from '../../app/phone/patience.js';
import { Session, pair } from '../../app/phone/session.js';
import { HandWorld, settle } from './phone-lock.js';

const run = (/** @type {number} */ from, /** @type {number} */ n) => Uint8Array.from({ length: n }, (_, i) => from + i);
const keys = keyPairOf(fromHex('8CAA54672307BFFDF5EA183FC607158D2011D008ECA6A1088614FF0853A5AA07'));
const key = fromHex('D0C2059E177C268BB0B4001676B2AC0A46C655A3B7E90F46652C1916714F8E74');

/** A link over which a test speaks as the lock. @param {string[][]} answers to each message @param {'pairing' | 'user' | 'plain'} wire */
function scripted(answers, wire) {
  /** @type {string[]} */
  const sent = [];
  /** @type {string[]} */
  const waiting = [];
  return {
    sent,
    async send(/** @type {any} */ _, /** @type {Uint8Array} */ bytes) {
      sent.push(toHex(bytes).toUpperCase());
      waiting.push(...(answers.shift() ?? []));
    },
    async receive() {
      const next = waiting.shift();
      if (next === undefined) throw new NoAnswer();
      return { wire, bytes: fromHex(next) };
    },
  };
}

const conversation = [
  ['030007A37CBC142093C8B755DC1B10E86CB426374AD16AA853ED0BDFC0B2B86D1C7C11E7'],
  ['0400202122232425262728292A2B2C2D2E2F303132333435363738393A3B3C3D3E3F717C'],
  ['0400404142434445464748494A4B4C4D4E4F505152535455565758595A5B5C5D5E5F5184'],
  ['07000B20984AE1AFB4859F5335787C680B5EB04315042DB27E4D320698A9AADFBDD405000000A0A1A2A3A4A5A6A7A8A9AAABACADAEAF606162636465666768696A6B6C6D6E6F707172737475767778797A7B7C7D7E7F1327'],
  ['0E00009DD7'],
];
const who = { name: 'Test bridge', appId: 0x11223344, idType: 1 };

test('a pairing is the recomputed one, message by message', async () => {
  const link = scripted(structuredClone(conversation), 'pairing');
  const auth = await pair(link, who, { keys, random: () => run(0x80, 32) });
  assert.deepEqual(auth, { authId: 5, key });
  assert.deepEqual(link.sent, [
    '0100030027A7',
    '0300F88127CCF48023B5CBE9101D24BAA8A368DA94E8C2E3CDE2DED29CE96AB50C159241',
    '0500F782270268CCC19CAFC17FB22306739E8F80F0341732D48690989F8954EB1436F002',
    '0600C7EA3957154F60A29A5588122E89AEEC2D9064D370B6E6E314FE30C0D916834001443322115465737420627269646765000000000000000000000000000000000000000000808182838485868788898A8B8C8D8E8F909192939495969798999A9B9C9D9E9F3949',
    '1E00C0A7FBB1F62E49A86AB19FC4D2AFDEAE3317BCD25FB9B102CD57639A454BD580050000008874',
  ]);
});

test('a lock that does not hold the key is not paired with', async () => {
  const link = scripted(structuredClone(conversation), 'pairing');
  await assert.rejects(pair(link, who, { keys, random: () => run(0x81, 32) }), BadMessage);
  assert.equal(link.sent.length, 4);
});

test('a lock outside pairing mode says so', async () => {
  await assert.rejects(pair(scripted([['12001001008721']], 'pairing'), who, { keys }), { code: 0x10, command: 1 });
});

test('an answer out of turn is refused', async () => {
  await assert.rejects(pair(scripted([['0E00009DD7']], 'pairing'), who, { keys }), BadMessage);
});

test('a PIN is verified with the challenge that the lock gave, and a wrong one is told', async () => {
  let nonces = 6;
  const link = scripted([
    ['010102030405060708090A0B0C0D0E0F1011121314151617050000003800575FFBE3E1841C8AA8DED0393D15ACBCF85C371123481043F5416B7DADB26C46154ED5F6552E409BC84440589125B249B91E104A03960C22'],
    ['080102030405060708090A0B0C0D0E0F1011121314151617050000001B000996ACAC4D35E8E39DEEAF926C5B53DD05AACFE1E6EE8598AD593C'],
  ], 'user');
  const session = new Session(link, { authId: 5, key }, { random: () => Uint8Array.of(nonces++, ...run(1, 23)) });
  await assert.rejects(session.verifyPin(1234), { code: 0x21, command: 0x20 });
  assert.equal(link.sent[1], '070102030405060708090A0B0C0D0E0F1011121314151617050000003A00F97E407F262871460A56AF98D67209D49C23B13DCD5554A31A99A1F57ADBBDAB100763C7204E8D0D0DE5BA5FA1566E7D6CC2B45EBEC8E9302B16');
});

test('a lock that does not know the phone says so in the clear', async () => {
  const session = new Session(scripted([['120020000013D7']], 'plain'), { authId: 5, key });
  await assert.rejects(session.states(), LockError);
});

test('a wait ends after its simulated time, but not before the reader could see an answer', async () => {
  for (const [speed, simulatedMs, realMs] of [[1, 10_000, 10_000], [10, 10_000, leastMs], [1000, 10_000, leastMs], [0.5, 10_000, 20_000], [Infinity, 10_000, leastMs]]) {
    const world = new HandWorld();
    world.speed = /** @type {number} */ (speed);
    let failed = /** @type {any} */ (null);
    new Patience(world).within(new Promise(() => {}), /** @type {number} */ (simulatedMs)).catch((e) => (failed = e));
    await world.pass(/** @type {number} */ (realMs) - 400);
    assert.equal(failed, null, `${speed} times as fast`);
    await world.pass(800);
    assert.equal(String(failed), String(new NoAnswer()), `${speed} times as fast`);
  }
});

test('time in which the lock stands still is not waited for', async () => {
  const world = new HandWorld();
  world.speed = 0;
  let given = '';
  /** @type {(s: string) => void} */
  let answer = () => {};
  new Patience(world).within(new Promise((/** @type {(s: string) => void} */ r) => (answer = r)), 10_000).then((s) => (given = s), () => (given = 'gave up'));
  await world.pass(600_000);
  assert.equal(given, '');
  world.speed = 1;
  await world.pass(2000);
  answer('answered');
  await settle();
  assert.equal(given, 'answered');
});

test('the pace of a lock is read from its row', () => {
  const pace = (/** @type {string} */ speed, state = 'running') => paceOf({ speed, state });
  assert.deepEqual([pace('1x'), pace('1000x'), pace('0.5x'), pace('max'), pace('paused'), pace('1x', 'paused'), paceOf(null)], [1, 1000, 0.5, Infinity, 0, 0, 0]);
});
