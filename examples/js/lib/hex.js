/**
 * Bytes as hexadecimal digits, two a byte, as the protocol has them.
 *
 * @param {BufferSource} source
 * @returns {string}
 */
export function toHex(source) {
  return Array.from(bytesOf(source), (b) => b.toString(16).padStart(2, '0')).join('');
}

/**
 * @param {string} digits
 * @returns {DataView<ArrayBuffer>}
 */
export function fromHex(digits) {
  const bytes = new Uint8Array(digits.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = parseInt(digits.slice(2 * i, 2 * i + 2), 16);
  return new DataView(bytes.buffer);
}

/**
 * @param {BufferSource} source
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function bytesOf(source) {
  if (ArrayBuffer.isView(source)) return new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
  if (source instanceof ArrayBuffer) return new Uint8Array(source);
  throw new TypeError('a value is an ArrayBuffer or a view of one');
}
