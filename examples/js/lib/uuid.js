const base = '-0000-1000-8000-00805f9b34fb';

/** The names that the Bluetooth SIG gave to what a lock may have. @type {Record<string, number>} */
const names = {
  generic_access: 0x1800,
  generic_attribute: 0x1801,
  device_information: 0x180a,
  battery_service: 0x180f,
  'gap.device_name': 0x2a00,
  battery_level: 0x2a19,
  model_number_string: 0x2a24,
  serial_number_string: 0x2a25,
  firmware_revision_string: 0x2a26,
  hardware_revision_string: 0x2a27,
  manufacturer_name_string: 0x2a29,
  'gatt.characteristic_user_description': 0x2901,
  'gatt.client_characteristic_configuration': 0x2902,
};

/** Turns names and short numbers into UUIDs of 128 bits in lower case. */
export class BluetoothUUID {
  /**
   * @param {number} alias a 16-bit or 32-bit number
   * @returns {string}
   */
  static canonicalUUID(alias) {
    if (!Number.isInteger(alias) || alias < 0 || alias > 0xffffffff) throw new TypeError(`${alias} is no 32-bit number`);
    return alias.toString(16).padStart(8, '0') + base;
  }

  /** @param {string | number} name @returns {string} */
  static getService(name) {
    return canonical(name, 'service');
  }

  /** @param {string | number} name @returns {string} */
  static getCharacteristic(name) {
    return canonical(name, 'characteristic');
  }

  /** @param {string | number} name @returns {string} */
  static getDescriptor(name) {
    return canonical(name, 'descriptor');
  }
}

/**
 * @param {string | number} name
 * @param {string} kind
 * @returns {string}
 */
function canonical(name, kind) {
  if (typeof name === 'number') return BluetoothUUID.canonicalUUID(name);
  if (/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(name)) return name;
  const alias = Object.hasOwn(names, name) ? names[name] : undefined;
  if (alias !== undefined) return BluetoothUUID.canonicalUUID(alias);
  throw new TypeError(`'${name}' is no ${kind}: want a number, a UUID of 32 digits in lower case with dashes, or a known name`);
}
