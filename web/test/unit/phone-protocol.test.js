// The phone's messages against published and recomputed vectors, and what it makes of damaged ones.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BadMessage, Reader, Writer, concat, crc16, fromHex, toHex } from '../../app/phone/bytes.js';
import { keyPairOf, sharedKey } from '../../app/phone/crypto.js';
import * as kt from '../../app/phone/keyturner.js';
import * as msg from '../../app/phone/messages.js';
import { Command } from '../../app/phone/names.js';

const hex = (/** @type {string} */ s) => fromHex(s.replace(/\s/g, ''));
const upper = (/** @type {Uint8Array} */ b) => toHex(b).toUpperCase();

// The recomputed conversation with a lock whose secret is known.
const lockSecret = hex('0102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F20');
const lockPublic = hex('07A37CBC142093C8B755DC1B10E86CB426374AD16AA853ED0BDFC0B2B86D1C7C');
const phoneSecret = hex('8CAA54672307BFFDF5EA183FC607158D2011D008ECA6A1088614FF0853A5AA07');
const phonePublic = hex('F88127CCF48023B5CBE9101D24BAA8A368DA94E8C2E3CDE2DED29CE96AB50C15');
const key = hex('D0C2059E177C268BB0B4001676B2AC0A46C655A3B7E90F46652C1916714F8E74');
const auth = { authId: 5, key };
const run = (/** @type {number} */ from, /** @type {number} */ n) => Uint8Array.from({ length: n }, (_, i) => from + i);
const nonce = (/** @type {number} */ first) => concat([first], run(1, 23));

test('the check is CRC-16/CCITT-FALSE', () => {
  assert.equal(crc16(new Uint8Array()), 0xffff);
  assert.equal(crc16(new TextEncoder().encode('123456789')), 0x29b1);
  assert.equal(crc16([0]), 0xe1f0);
  assert.equal(crc16([1, 0, 3, 0]), 0xa727);
});

test('both sides come to the same secret', () => {
  assert.deepEqual(sharedKey(lockPublic, phoneSecret), key);
  assert.deepEqual(sharedKey(phonePublic, lockSecret), key);
  assert.deepEqual(keyPairOf(phoneSecret).publicKey, phonePublic);
});

test('the official secret is that of the official keys', () => {
  const s = sharedKey(hex('2FE57DA347CD62431528DAAC5FBB290730FFF684AFC4CFC2ED90995F58CB3B74'), phoneSecret);
  assert.equal(upper(s), '217FCB0F18CAF284E9BDEA0B94B83B8D10867ED706BFDEDBD2381F4CB3B8F730');
});

test('the authenticators of a pairing are the published ones', () => {
  const s = hex('217FCB0F18CAF284E9BDEA0B94B83B8D10867ED706BFDEDBD2381F4CB3B8F730');
  const lock = hex('2FE57DA347CD62431528DAAC5FBB290730FFF684AFC4CFC2ED90995F58CB3B74');
  const n1 = hex('6CD4163D159050C798553EAA57E278A579AFFCBC56F09FC57FE879E51C42DF17');
  const n2 = hex('E0742CFEA39CB46109385BF91286A3C02F40EE86B0B62FC34033094DE41E2C0D');
  const abf = hex('52AFE0A664B4E9B56DC6BD4CB718A6C9FED6BE17A7411072AA0D315378140577');
  assert.equal(upper(kt.keyAuthenticator(s, phonePublic, lock, n1)), 'B09A0D3979A029E5FD027B519EAA200BC14AD3E163D3BE4563843E021073BCB1');
  const said = kt.authorizationData(s, { name: 'Marc (Test)', appId: 0, idType: 0 }, abf, n2);
  assert.equal(
    upper(kt.encodePlain(Command.authorizationData, said)),
    '0600CF1B9E7801E3196E6594E76D57908EE500AAD5C33F4B6E0BBEA0DDEF82967BFC00000000004D6172632028546573742900000000000000000000000000000000000000000052AFE0A664B4E9B56DC6BD4CB718A6C9FED6BE17A7411072AA0D31537814057769F2',
  );
  const given = kt.decodePlain(hex('07003A270A2E453443C3790E657CEBE634B03F0102F45681B4067C661D46E6E15EDF0200000083B33643C6D97EF77ED51C02A277CBF7EA479915982F13C61D997A56678AD77791BFA7E95229A3DD34F87132BF3E3C97DB9F'));
  const { authId, n3 } = kt.readAuthorizationId(s, given.payload, abf);
  assert.equal(authId, 2);
  assert.equal(
    upper(kt.encodePlain(Command.authorizationIdConfirmation, kt.confirmation(s, authId, n3))),
    '1E003A41B91A66FBC4D22EFEFBB7272140829695A3917433D5BEB981B76166D13F8A02000000CDF5',
  );
});

test('encrypted requests are the published ones', () => {
  const two = { authId: 2, key: hex('217FCB0F18CAF284E9BDEA0B94B83B8D10867ED706BFDEDBD2381F4CB3B8F730') };
  assert.equal(
    upper(kt.encodeUser(two, Command.requestData, hex('0C00'), hex('37917F1AF31EC5940705F34D1E5550607D5B2F9FE7D496B6'))),
    '37917F1AF31EC5940705F34D1E5550607D5B2F9FE7D496B6020000001A00670D124926004366532E8D927A33FE84E782A9594D39157D065E',
  );
  assert.equal(
    upper(kt.encodeUser(auth, Command.requestData, hex('0400'), nonce(0))),
    '000102030405060708090A0B0C0D0E0F1011121314151617050000001A002399787C5CD6A54C9D859756189BA5205BBFE1177D2EE2BED483',
  );
  const challenge = run(0xc0, 32);
  assert.equal(
    upper(kt.encodeUser(auth, Command.lockAction, concat(msg.actionFields(1, 0x11223344), challenge), nonce(2))),
    '020102030405060708090A0B0C0D0E0F1011121314151617050000003E0097DB5527E1C1AF91ADFCD55663E07FE8B753A072EC30E0679DD8D7825BDD3628CD655AA94370A0E2EA63E3B815D7D04A68D17C2F3ECEB64ABC5845630A99',
  );
  assert.equal(
    upper(kt.encodeUser(auth, Command.verifyPin, concat(challenge, new Writer().u16(1234).done()), nonce(7))),
    '070102030405060708090A0B0C0D0E0F1011121314151617050000003A00F97E407F262871460A56AF98D67209D49C23B13DCD5554A31A99A1F57ADBBDAB100763C7204E8D0D0DE5BA5FA1566E7D6CC2B45EBEC8E9302B16',
  );
});

test('the states of a lock are read as published', () => {
  const m = kt.decodeUser(auth, hex('050102030405060708090A0B0C0D0E0F101112131415161705000000 2D000F81FF98C27B571B07D581FD8B205D46A395D4911E851946C6066393361B913B4704318972A6DBA08825BA9AA5'));
  assert.equal(m.command, Command.states);
  const s = msg.readStates(m.payload);
  assert.deepEqual([s.nuki, s.lock, s.door], [2, 3, 2]);
  assert.deepEqual(s.time, { year: 2026, month: 6, day: 16, hour: 12, minute: 30, second: 7 });
});

test('the states of a real lock show its charge; those of an old one are shorter', () => {
  const s = msg.readStates(hex('020103E4070A0C08150A00007C0E00020300020000'));
  assert.deepEqual([s.lock, s.percent, s.critical, s.configCount], [1, 62, false, 14]);
  assert.equal(msg.readStates(hex('020100E0070307080F1E3C0000200A')).lockNGoSeconds, 10);
});

test('an error report names the command that it is about', () => {
  const m = kt.decodeUser(auth, hex('080102030405060708090A0B0C0D0E0F10111213141516170500 00001B000996ACAC4D35E8E39DEEAF926C5B53DD05AACFE1E6EE8598AD593C'));
  const e = kt.errorOf(m.payload);
  assert.deepEqual([e.code, e.command], [0x21, Command.verifyPin]);
  assert.equal(kt.errorOf(kt.decodePlain(hex('120020000013D7')).payload).code, 0x20);
});

test('the configuration goes back as it came', () => {
  const payload = hex('7C44962E46726F6E7420646F6F720000000000000000000000000000000000000000000066483C42310877410001010103EA0706100C1E0500000000010204000001020C040405012500');
  const c = msg.readConfig(payload);
  assert.deepEqual([c.nukiId, c.name, c.ledEnabled, c.ledBrightness, c.firmware, c.timeZone], [0x2e96447c, 'Front door', true, 3, '2.12.4', 37]);
  const back = msg.setConfigFields(c);
  assert.equal(back.length, 55);
  assert.deepEqual(back.subarray(0, 45), payload.subarray(4, 49));
});

test('the advanced configuration goes back unchanged but for auto lock', () => {
  const a = msg.readAdvanced(hex('A2030000000000000000140105000001030000000016000600000000000001'));
  assert.equal(a.totalDegrees, 930);
  assert.equal(msg.autoLockSeconds(a), 0);
  const b = msg.withAutoLock(a, 300);
  assert.equal(msg.autoLockSeconds(b), 300);
  assert.deepEqual(msg.withAutoLock(b, 0).raw, a.raw);
  assert.throws(() => msg.readAdvanced(hex('A203000000')), BadMessage);
});

test('battery report, log entry, user and count are read as their vectors say', () => {
  const b = msg.readBattery(hex('C4095A1400026E140613D0021562025F00'));
  assert.deepEqual([b.drainMilliwattSeconds, b.millivolts, b.lowestMillivolts, b.celsius, b.maxMilliamps, b.milliohms], [2500, 5210, 4870, 21, 610, 95]);
  const e = msg.readLogEntry(hex('2A000000EA0706100C1E050500000054657374206272696467650000000000000000000000000000000000000000000201000000'));
  assert.deepEqual([e.index, e.authId, e.name, e.type, e.action, e.completion], [42, 5, 'Test bridge', 2, 1, 0]);
  const k = msg.readLogEntry(hex('2B000000EA0706100C1E05090000004B65797061640000000000000000000000000000000000000000000000000000050101000300'));
  assert.deepEqual([k.type, k.action, k.completion], [5, 1, 0]);
  const u = msg.readUser(hex('050000000154657374206272696467650000000000000000000000000000000000000000000101EA070601080000EA0706100C1E05110000'));
  assert.deepEqual([u.authId, u.idType, u.name, u.enabled, u.lockCount], [5, 1, 'Test bridge', true, 17]);
  assert.deepEqual(msg.readLogCount(hex('0178000101')), { logging: true, count: 120 });
});

test('the requests have the lengths that the protocol asks for', () => {
  assert.equal(msg.actionFields(1, 0).length, 38 - 32);
  assert.equal(msg.logFields(20).length, 42 - 34);
  assert.equal(msg.listFields().length, 38 - 34);
  assert.equal(msg.inviteFields({ name: 'Phone 2', idType: 0, key }).length, 120 - 34);
});

test('the length of a message is known from its first bytes', () => {
  assert.equal(kt.messageBytes('pairing', hex('0300')), 36);
  assert.equal(kt.messageBytes('pairing', hex('07')), undefined);
  assert.equal(kt.messageBytes('plain', hex('120020000013D7')), 7);
  assert.equal(kt.messageBytes('user', new Uint8Array(29)), undefined);
  assert.throws(() => kt.messageBytes('user', concat(new Uint8Array(28), [0xff, 0xff])), BadMessage);
});

test('no bit of a message can be turned without notice', () => {
  const good = kt.encodeUser(auth, Command.status, hex('00'), nonce(9));
  for (let i = 0; i < good.length * 8; i++) {
    const bad = good.slice();
    bad[i >> 3] = /** @type {number} */ (bad[i >> 3]) ^ (1 << (i & 7));
    assert.throws(() => kt.decodeUser(auth, bad), BadMessage, `bit ${i}`);
  }
  const plain = hex('0E00009DD7');
  for (let i = 0; i < plain.length * 8; i++) {
    const bad = plain.slice();
    bad[i >> 3] = /** @type {number} */ (bad[i >> 3]) ^ (1 << (i & 7));
    assert.throws(() => kt.decodePlain(bad), BadMessage, `bit ${i}`);
  }
});

test('a message that ends too early is refused at each length', () => {
  const whole = kt.encodeUser(auth, Command.status, hex('00'), nonce(9));
  for (let n = 0; n < whole.length; n++) assert.throws(() => kt.decodeUser(auth, whole.subarray(0, n)), BadMessage, `${n} bytes`);
  const records = /** @type {[(b: Uint8Array) => unknown, number][]} */ ([
    [msg.readStates, 15], [msg.readConfig, 72], [msg.readAdvanced, 28], [msg.readBattery, 17], [msg.readLogEntry, 48], [msg.readUser, 55], [msg.readLogCount, 3],
  ]);
  for (const [read, least] of records) {
    for (let n = 0; n < least; n++) assert.throws(() => read(new Uint8Array(n)), BadMessage, `${read.name} of ${n} bytes`);
    read(new Uint8Array(least));
  }
});

test('a text of fixed length is cut where a character ends', () => {
  assert.equal(new Reader(new Writer().text('Haustür', 6).done()).text(6), 'Haust');
  assert.equal(new Reader(new Writer().text('Haustür', 7).done()).text(7), 'Haustü');
  assert.equal(new Reader(new Writer().text('Haustür', 8).done()).text(8), 'Haustür');
});

test('digits that are no bytes are refused', () => {
  for (const bad of ['0', '0g', '0x12', ' 12']) assert.throws(() => fromHex(bad), BadMessage, bad);
});
