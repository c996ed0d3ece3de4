/** Turns names and short numbers into UUIDs of 128 bits in lower case. */
export class BluetoothUUID {
    /**
     * @param {number} alias a 16-bit or 32-bit number
     * @returns {string}
     */
    static canonicalUUID(alias: number): string;
    /** @param {string | number} name @returns {string} */
    static getService(name: string | number): string;
    /** @param {string | number} name @returns {string} */
    static getCharacteristic(name: string | number): string;
    /** @param {string | number} name @returns {string} */
    static getDescriptor(name: string | number): string;
}
