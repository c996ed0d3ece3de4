// The messages against published and recomputed vectors; needs no server.

import { test } from 'node:test';
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import * as kt from '../lib/keyturner.js';

const nacl = createRequire(import.meta.url)('tweetnacl');
const hex = (s) => Buffer.from(s.replace(/\s/g, ''), 'hex');

// The shared key, authorization and messages of one connection.
const key = hex('D0C2059E177C268BB0B4001676B2AC0A46C655A3B7E90F46652C1916714F8E74');
const phone = { authId: 5, key };
const lockSecret = hex('0102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F20');
const lockPublic = hex('07A37CBC142093C8B755DC1B10E86CB426374AD16AA853ED0BDFC0B2B86D1C7C');
const phoneSecret = hex('8CAA54672307BFFDF5EA183FC607158D2011D008ECA6A1088614FF0853A5AA07');
const phonePublic = hex('F88127CCF48023B5CBE9101D24BAA8A368DA94E8C2E3CDE2DED29CE96AB50C15');

// A link over which a test speaks as the lock: answers.shift() to each message.
function scripted(answers, sent = []) {
  const waiting = [];
  return {
    sent,
    async send(wire, message) {
      sent.push(message.toString('hex'));
      waiting.push(...answers.shift()(message));
    },
    async receive() {
      assert.ok(waiting.length, 'the phone waits for a message that does not come');
      return waiting.shift();
    },
  };
}

test('the check sum is CRC-16/CCITT-FALSE', () => {
  assert.equal(kt.crc(Buffer.from('123456789')), 0x29b1);
  assert.equal(kt.crc(Buffer.alloc(0)), 0xffff);
});

test('a request for the public key is the published one', () => {
  assert.deepEqual(kt.encodePlain(kt.Command.requestData, hex('0300')), hex('0100030027A7'));
});

test('both sides come to the same shared key', () => {
  assert.deepEqual(Buffer.from(nacl.box.before(lockPublic, phoneSecret)), key);
  assert.deepEqual(Buffer.from(nacl.box.before(phonePublic, lockSecret)), key);
});

test('an encrypted request is the published one', () => {
  const nonce = hex('000102030405060708090A0B0C0D0E0F1011121314151617');
  assert.deepEqual(
    kt.encodeUser(phone, kt.Command.requestData, hex('0400'), nonce),
    hex('000102030405060708090A0B0C0D0E0F1011121314151617050000001A002399787C5CD6A54C9D859756189BA5205BBFE1177D2EE2BED483'),
  );
});

test('an encrypted error report tells that the PIN is wrong', async () => {
  const challenge = kt.encodeUser(phone, kt.Command.challenge, Buffer.alloc(32, 7));
  const denial = hex('080102030405060708090A0B0C0D0E0F1011121314151617050000001B000996ACAC4D35E8E39DEEAF926C5B53DD05AACFE1E6EE8598AD593C');
  const session = new kt.Session(scripted([() => [challenge], () => [denial]]), phone);
  await assert.rejects(session.verifyPin(1234), { code: kt.wrongPin, command: kt.Command.verifySecurityPin });
});

test('pairing follows the flow and checks that the lock holds the key', async () => {
  const answers = [
    () => [hex('030007A37CBC142093C8B755DC1B10E86CB426374AD16AA853ED0BDFC0B2B86D1C7C11E7')],
    () => [hex('0400202122232425262728292A2B2C2D2E2F303132333435363738393A3B3C3D3E3F717C')],
    () => [hex('0400404142434445464748494A4B4C4D4E4F505152535455565758595A5B5C5D5E5F5184')],
    () => [hex('07000B20984AE1AFB4859F5335787C680B5EB04315042DB27E4D320698A9AADFBDD405000000A0A1A2A3A4A5A6A7A8A9AAABACADAEAF606162636465666768696A6B6C6D6E6F707172737475767778797A7B7C7D7E7F1327')],
  ];
  const sent = [];
  const keys = { publicKey: phonePublic, secretKey: phoneSecret };
  // The phone's own nonce is random here, so the lock's authenticator, which
  // covers it, cannot be right.
  await assert.rejects(
    kt.pair(scripted(answers, sent), { name: 'Test bridge', idType: kt.IdType.bridge, appId: 0x11223344, keys }),
    /does not hold the key/,
  );
  assert.equal(sent[1].toUpperCase(), '0300F88127CCF48023B5CBE9101D24BAA8A368DA94E8C2E3CDE2DED29CE96AB50C159241');
  assert.equal(sent[2].toUpperCase(), '0500F782270268CCC19CAFC17FB22306739E8F80F0341732D48690989F8954EB1436F002');
});

test('a pairing that meets a running motor begins again', async () => {
  const report = (code) => () => [kt.encodePlain(kt.Command.errorReport, Buffer.from([code, 1, 0]))];
  const sent = [];
  await assert.rejects(
    kt.pair(scripted([report(0x45), report(0x45), report(0x10)], sent), { name: 'Test bridge', appId: 1 }),
    { code: 0x10 },
  );
  assert.equal(sent.length, 3);
});

test('the length of a message is known from its first bytes', () => {
  assert.equal(kt.messageBytes('pairing', hex('0300')), 36);
  assert.equal(kt.messageBytes('pairing', hex('07')), undefined);
  assert.equal(kt.messageBytes('plain', hex('120020000013D7')), 7);
  const whole = hex('000102030405060708090A0B0C0D0E0F1011121314151617050000001A002399787C5CD6A54C9D859756189BA5205BBFE1177D2EE2BED483');
  assert.equal(kt.messageBytes('user', whole.subarray(0, 29)), undefined);
  assert.equal(kt.messageBytes('user', whole.subarray(0, 30)), whole.length);
});
