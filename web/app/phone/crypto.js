// The ciphers of the lock's protocol, and nothing else of their libraries: curve 25519 with HSalsa20, XSalsa20-Poly1305,
// HMAC-SHA256. No crypto.subtle: browsers keep it from pages that came over plain HTTP.

import { hmac, sha256 } from '../core/hashes.js';
import { nacl } from '../core/nacl.js';

/** @typedef {{publicKey: Uint8Array, secretKey: Uint8Array}} KeyPair */

/** A new key pair. @returns {KeyPair} */
export const keyPair = () => nacl.box.keyPair();

/** The public key that belongs to a secret one. @param {Uint8Array} secretKey @returns {KeyPair} */
export const keyPairOf = (secretKey) => nacl.box.keyPair.fromSecretKey(secretKey);

/** The secret of two key pairs, 32 bytes, the same on both sides. @param {Uint8Array} theirs @param {Uint8Array} ours */
export const sharedKey = (theirs, ours) => nacl.box.before(theirs, ours);

/** Encrypts: the tag, then the text. @param {Uint8Array} text @param {Uint8Array} nonce @param {Uint8Array} key */
export const seal = (text, nonce, key) => nacl.secretbox(text, nonce, key);

/** Decrypts; null when the text was not made with this key. @param {Uint8Array} box @param {Uint8Array} nonce @param {Uint8Array} key */
export const open = (box, nonce, key) => nacl.secretbox.open(box, nonce, key);

/** @param {Uint8Array} key @param {Uint8Array} text @returns {Uint8Array} 32 bytes */
export const hmacSha256 = (key, text) => hmac(sha256, key, text);

/** @param {number} n @returns {Uint8Array} n bytes that nobody can foresee */
export const randomBytes = (n) => crypto.getRandomValues(new Uint8Array(n));
