/**
 * Bytes as hexadecimal digits, two a byte, as the protocol has them.
 *
 * @param {BufferSource} source
 * @returns {string}
 */
export function toHex(source: BufferSource): string;
/**
 * @param {string} digits
 * @returns {DataView<ArrayBuffer>}
 */
export function fromHex(digits: string): DataView<ArrayBuffer>;
/**
 * @param {BufferSource} source
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function bytesOf(source: BufferSource): Uint8Array<ArrayBuffer>;
