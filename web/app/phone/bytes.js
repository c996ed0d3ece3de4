// Bytes of the lock's protocol: a reader that never reads past the end, a writer, hexadecimal digits and texts of fixed
// length. Numbers are little-endian.

/** What is wrong with a message that cannot be read: cut short, too long, a wrong check, the wrong key. */
export class BadMessage extends Error {
  /** @param {string} message */
  constructor(message) {
    super(message);
    this.name = 'BadMessage';
  }
}

/**
 * A date as the lock writes it, UTC. Month and day count from 1.
 * @typedef {{year: number, month: number, day: number, hour: number, minute: number, second: number}} LockDate
 */

/** Reads fields in order; throws BadMessage where bytes are missing. */
export class Reader {
  #bytes;
  #at = 0;

  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    this.#bytes = bytes;
  }

  get left() {
    return this.#bytes.length - this.#at;
  }

  /** @param {number} n @returns {Uint8Array} */
  take(n) {
    if (n > this.left) throw new BadMessage(`the message ends ${n - this.left} bytes too early`);
    this.#at += n;
    return this.#bytes.slice(this.#at - n, this.#at);
  }

  /** @returns {Uint8Array} */
  rest() {
    return this.take(this.left);
  }

  u8() {
    return /** @type {number} */ (this.take(1)[0]);
  }

  s8() {
    return (this.u8() << 24) >> 24;
  }

  u16() {
    return this.u8() | (this.u8() << 8);
  }

  s16() {
    return (this.u16() << 16) >> 16;
  }

  u32() {
    return this.u16() + this.u16() * 0x10000;
  }

  f32() {
    return new DataView(this.take(4).buffer).getFloat32(0, true);
  }

  flag() {
    return this.u8() !== 0;
  }

  /** A text of n bytes with zeros behind it. @param {number} n */
  text(n) {
    const raw = this.take(n);
    const end = raw.indexOf(0);
    return new TextDecoder().decode(end < 0 ? raw : raw.subarray(0, end));
  }

  /** @returns {LockDate} */
  date() {
    return { year: this.u16(), month: this.u8(), day: this.u8(), hour: this.u8(), minute: this.u8(), second: this.u8() };
  }
}

/** Collects fields in order. */
export class Writer {
  /** @type {number[]} */
  #bytes = [];

  /** @param {ArrayLike<number>} bytes */
  bytes(bytes) {
    for (let i = 0; i < bytes.length; i++) this.#bytes.push(/** @type {number} */ (bytes[i]));
    return this;
  }

  /** @param {number} n */
  u8(n) {
    this.#bytes.push(n & 0xff);
    return this;
  }

  /** @param {number} n */
  u16(n) {
    return this.u8(n).u8(n >> 8);
  }

  /** @param {number} n */
  u32(n) {
    return this.u16(n & 0xffff).u16(n >>> 16);
  }

  /** @param {number} x */
  f32(x) {
    const b = new Uint8Array(4);
    new DataView(b.buffer).setFloat32(0, x, true);
    return this.bytes(b);
  }

  /** @param {boolean} on */
  flag(on) {
    return this.u8(on ? 1 : 0);
  }

  /** A text of n bytes, cut where a character ends, with zeros behind it. @param {string} s @param {number} n */
  text(s, n) {
    let raw = new TextEncoder().encode(s);
    if (raw.length > n) {
      let end = n;
      while (end > 0 && (/** @type {number} */ (raw[end]) & 0xc0) === 0x80) end--;
      raw = raw.subarray(0, end);
    }
    this.bytes(raw);
    return this.bytes(new Uint8Array(n - raw.length));
  }

  /** @param {LockDate} d */
  date(d) {
    return this.u16(d.year).u8(d.month).u8(d.day).u8(d.hour).u8(d.minute).u8(d.second);
  }

  done() {
    return Uint8Array.from(this.#bytes);
  }
}

/** @param {...ArrayLike<number>} parts @returns {Uint8Array} */
export function concat(...parts) {
  const w = new Writer();
  for (const p of parts) w.bytes(p);
  return w.done();
}

/** @param {ArrayLike<number>} bytes lower case, without blanks */
export function toHex(bytes) {
  let s = '';
  for (let i = 0; i < bytes.length; i++) s += /** @type {number} */ (bytes[i]).toString(16).padStart(2, '0');
  return s;
}

/** @param {string} digits in either case; throws BadMessage for anything else @returns {Uint8Array} */
export function fromHex(digits) {
  if (digits.length % 2 !== 0 || /[^0-9a-f]/i.test(digits)) throw new BadMessage('these are no hexadecimal bytes');
  const out = new Uint8Array(digits.length / 2);
  for (let i = 0; i < out.length; i++) out[i] = parseInt(digits.slice(2 * i, 2 * i + 2), 16);
  return out;
}

/** CRC-16/CCITT-FALSE. @param {ArrayLike<number>} bytes */
export function crc16(bytes) {
  let c = 0xffff;
  for (let i = 0; i < bytes.length; i++) {
    c ^= /** @type {number} */ (bytes[i]) << 8;
    for (let bit = 0; bit < 8; bit++) c = (c & 0x8000 ? (c << 1) ^ 0x1021 : c << 1) & 0xffff;
  }
  return c;
}

/** Compares without telling by its duration where the difference is. @param {Uint8Array} a @param {Uint8Array} b */
export function sameBytes(a, b) {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= /** @type {number} */ (a[i]) ^ /** @type {number} */ (b[i]);
  return difference === 0;
}
