// The cipher of the lock protocol. The library hangs itself on `self`, which
// Node, where the unit tests run, does not have.
import './global-self.js';
import '../../vendor/tweetnacl/nacl-fast.min.js';

/** @type {typeof import('../../vendor/tweetnacl/nacl-fast.min.js')} */
export const nacl = /** @type {any} */ (globalThis).nacl;
