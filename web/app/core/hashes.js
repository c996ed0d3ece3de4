// SHA-256 and HMAC: pages that came over plain HTTP from another machine have no WebCrypto.
export { sha256 } from '../../vendor/noble-hashes/sha2.js';
export { hmac } from '../../vendor/noble-hashes/hmac.js';
