// Numbers and names of the published protocol: commands, errors, states, actions. The names of commands are those of the
// protocol's document and are the same in every language; what people read is in the text files.

export const UUID = {
  pairingService: 'a92ee100-5501-11e4-916c-0800200c9a66',
  pairing: 'a92ee101-5501-11e4-916c-0800200c9a66',
  lockService: 'a92ee200-5501-11e4-916c-0800200c9a66',
  plain: 'a92ee201-5501-11e4-916c-0800200c9a66',
  user: 'a92ee202-5501-11e4-916c-0800200c9a66',
};

export const Command = {
  requestData: 0x0001,
  publicKey: 0x0003,
  challenge: 0x0004,
  authorizationAuthenticator: 0x0005,
  authorizationData: 0x0006,
  authorizationId: 0x0007,
  removeAuthorization: 0x0008,
  requestAuthorizations: 0x0009,
  authorization: 0x000a,
  invite: 0x000b,
  states: 0x000c,
  lockAction: 0x000d,
  status: 0x000e,
  batteryReport: 0x0011,
  errorReport: 0x0012,
  setConfig: 0x0013,
  requestConfig: 0x0014,
  config: 0x0015,
  setPin: 0x0019,
  calibrate: 0x001a,
  reboot: 0x001d,
  authorizationIdConfirmation: 0x001e,
  authorizationIdInvite: 0x001f,
  verifyPin: 0x0020,
  updateTime: 0x0021,
  updateAuthorization: 0x0025,
  authorizationCount: 0x0027,
  requestLog: 0x0031,
  logEntry: 0x0032,
  logCount: 0x0033,
  enableLogging: 0x0034,
  setAdvancedConfig: 0x0035,
  requestAdvancedConfig: 0x0036,
  advancedConfig: 0x0037,
};

/** @type {ReadonlyMap<number, string>} */
const commandNames = new Map([
  [0x0001, 'Request Data'],
  [0x0003, 'Public Key'],
  [0x0004, 'Challenge'],
  [0x0005, 'Authorization Authenticator'],
  [0x0006, 'Authorization Data'],
  [0x0007, 'Authorization-ID'],
  [0x0008, 'Remove Authorization Entry'],
  [0x0009, 'Request Authorization Entries'],
  [0x000a, 'Authorization Entry'],
  [0x000b, 'Authorization Data (Invite)'],
  [0x000c, 'Keyturner States'],
  [0x000d, 'Lock Action'],
  [0x000e, 'Status'],
  [0x0011, 'Battery Report'],
  [0x0012, 'Error Report'],
  [0x0013, 'Set Config'],
  [0x0014, 'Request Config'],
  [0x0015, 'Config'],
  [0x0019, 'Set Security PIN'],
  [0x001a, 'Request Calibration'],
  [0x001d, 'Request Reboot'],
  [0x001e, 'Authorization-ID Confirmation'],
  [0x001f, 'Authorization-ID (Invite)'],
  [0x0020, 'Verify Security PIN'],
  [0x0021, 'Update Time'],
  [0x0025, 'Update Authorization Entry'],
  [0x0027, 'Authorization Entry Count'],
  [0x0031, 'Request Log Entries'],
  [0x0032, 'Log Entry'],
  [0x0033, 'Log Entry Count'],
  [0x0034, 'Enable Logging'],
  [0x0035, 'Set Advanced Config'],
  [0x0036, 'Request Advanced Config'],
  [0x0037, 'Advanced Config'],
]);

/** The name of a command, or its number. @param {number} command */
export const commandName = (command) => commandNames.get(command) ?? '0x' + command.toString(16).padStart(4, '0');

/** Every error code of the protocol, with the name that its document gives it. @type {ReadonlyMap<number, string>} */
export const errorNames = new Map([
  [0x10, 'P_ERROR_NOT_PAIRING'],
  [0x11, 'P_ERROR_BAD_AUTHENTICATOR'],
  [0x12, 'P_ERROR_BAD_PARAMETER'],
  [0x13, 'P_ERROR_MAX_USER'],
  [0x20, 'K_ERROR_NOT_AUTHORIZED'],
  [0x21, 'K_ERROR_BAD_PIN'],
  [0x22, 'K_ERROR_BAD_NONCE'],
  [0x23, 'K_ERROR_BAD_PARAMETER'],
  [0x24, 'K_ERROR_INVALID_AUTH_ID'],
  [0x25, 'K_ERROR_DISABLED'],
  [0x26, 'K_ERROR_REMOTE_NOT_ALLOWED'],
  [0x27, 'K_ERROR_TIME_NOT_ALLOWED'],
  [0x28, 'K_ERROR_TOO_MANY_PIN_ATTEMPTS'],
  [0x29, 'K_ERROR_TOO_MANY_ENTRIES'],
  [0x2a, 'K_ERROR_CODE_ALREADY_EXISTS'],
  [0x2b, 'K_ERROR_CODE_INVALID'],
  [0x2c, 'K_ERROR_CODE_INVALID_TIMEOUT_1'],
  [0x2d, 'K_ERROR_CODE_INVALID_TIMEOUT_2'],
  [0x2e, 'K_ERROR_CODE_INVALID_TIMEOUT_3'],
  [0x40, 'K_ERROR_AUTO_UNLOCK_TOO_RECENT'],
  [0x41, 'K_ERROR_POSITION_UNKNOWN'],
  [0x42, 'K_ERROR_MOTOR_BLOCKED'],
  [0x43, 'K_ERROR_CLUTCH_FAILURE'],
  [0x44, 'K_ERROR_MOTOR_TIMEOUT'],
  [0x45, 'K_ERROR_BUSY'],
  [0x46, 'K_ERROR_CANCELED'],
  [0x47, 'K_ERROR_NOT_CALIBRATED'],
  [0x48, 'K_ERROR_MOTOR_POSITION_LIMIT'],
  [0x49, 'K_ERROR_MOTOR_LOW_VOLTAGE'],
  [0x4a, 'K_ERROR_MOTOR_POWER_FAILURE'],
  [0x4b, 'K_ERROR_CLUTCH_POWER_FAILURE'],
  [0x4c, 'K_ERROR_VOLTAGE_TOO_LOW'],
  [0x4d, 'K_ERROR_FIRMWARE_UPDATE_NEEDED'],
  [0x4e, 'K_ERROR_REJECTED'],
  [0x4f, 'K_ERROR_REJECTED_NIGHTMODE'],
  [0xe0, 'NOT_IN_MAINTENANCE_MODE'],
  [0xe1, 'ALREADY_CONFIGURED'],
  [0xe2, 'TIMEOUT'],
  [0xe3, 'NO_NUKI_ID'],
  [0xfd, 'ERROR_BAD_CRC'],
  [0xfe, 'ERROR_BAD_LENGTH'],
  [0xff, 'ERROR_UNKNOWN'],
]);

export const ErrorCode = { notPairing: 0x10, notAuthorized: 0x20, badPin: 0x21, badNonce: 0x22, tooManyPins: 0x28, busy: 0x45 };

export const Action = { unlock: 1, lock: 2, unlatch: 3, lockNGo: 4 };
export const IdType = { app: 0, bridge: 1, fob: 2, keypad: 3 };
export const LogType = { logging: 1, lockAction: 2, calibration: 3, initialization: 4, keypad: 5, door: 6, doorLogging: 7 };

/** Names of lock states, by number; they are keys of the text files, too. @type {ReadonlyMap<number, string>} */
export const lockStates = new Map([
  [0x00, 'uncalibrated'],
  [0x01, 'locked'],
  [0x02, 'unlocking'],
  [0x03, 'unlocked'],
  [0x04, 'locking'],
  [0x05, 'unlatched'],
  [0x06, 'lock-n-go'],
  [0x07, 'unlatching'],
  [0xfc, 'calibrating'],
  [0xfd, 'boot-run'],
  [0xfe, 'blocked'],
  [0xff, 'undefined'],
]);

/** Names of lock actions. @type {ReadonlyMap<number, string>} */
export const actionNames = new Map([
  [0x00, 'none'],
  [0x01, 'unlock'],
  [0x02, 'lock'],
  [0x03, 'unlatch'],
  [0x04, 'lock-n-go'],
  [0x05, 'lock-n-go-unlatch'],
  [0x06, 'full-lock'],
  [0x81, 'fob-1'],
  [0x82, 'fob-2'],
  [0x83, 'fob-3'],
]);

/** Names of triggers. @type {ReadonlyMap<number, string>} */
export const triggerNames = new Map([
  [0x00, 'system'],
  [0x01, 'manual'],
  [0x02, 'button'],
  [0x03, 'automatic'],
  [0x06, 'auto-lock'],
]);

/** Names of completion states. @type {ReadonlyMap<number, string>} */
export const completionNames = new Map([
  [0x00, 'success'],
  [0x01, 'blocked'],
  [0x02, 'canceled'],
  [0x03, 'too-recent'],
  [0x04, 'busy'],
  [0x05, 'low-voltage'],
  [0x06, 'clutch'],
  [0x07, 'power'],
  [0x08, 'incomplete'],
  [0xe0, 'bad-code'],
  [0xfe, 'other'],
  [0xff, 'unknown'],
]);
