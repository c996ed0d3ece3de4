package gattws

import "locktwin/model/gatt"

// attWords says in plain words what an ATT error code means to the caller.
var attWords = map[gatt.Code]string{
	gatt.CodeInvalidHandle:              "The lock has no attribute with this handle.",
	gatt.CodeReadNotPermitted:           "The lock does not let this attribute be read.",
	gatt.CodeWriteNotPermitted:          "The lock does not let this attribute be written.",
	gatt.CodeInvalidPDU:                 "The lock could not make sense of the request.",
	gatt.CodeInsufficientAuthentication: "The attribute needs a pairing of the link, which these locks do not do.",
	gatt.CodeRequestNotSupported:        "The lock does not know this kind of request.",
	gatt.CodeInvalidOffset:              "A part was to be read or written beyond the end of the value.",
	gatt.CodeInsufficientAuthorization:  "The lock does not allow this client to use the attribute.",
	gatt.CodePrepareQueueFull:           "The value is longer than the lock can collect in parts.",
	gatt.CodeAttributeNotFound:          "The lock has no such attribute in the range that was asked for.",
	gatt.CodeAttributeNotLong:           "The value is too short to be read in parts.",
	gatt.CodeKeySizeTooShort:            "The link's key is shorter than the attribute demands.",
	gatt.CodeInvalidValueLength:         "The value has a length that the attribute cannot take.",
	gatt.CodeUnlikelyError:              "The lock met an error that it did not expect.",
	gatt.CodeInsufficientEncryption:     "The attribute needs an encrypted link, which these locks do not do.",
	gatt.CodeUnsupportedGroupType:       "The lock does not group attributes by this type.",
	gatt.CodeInsufficientResources:      "The lock has no memory left for the request.",
	gatt.CodeDatabaseOutOfSync:          "The lock's attributes have changed: discover again.",
	gatt.CodeValueNotAllowed:            "The attribute does not take this value.",
	gatt.CodeWriteRejected:              "The lock refuses this write.",
	gatt.CodeCCCDImproperlyConfigured:   "Subscribe to the characteristic first, with startNotifications.",
	gatt.CodeProcedureInProgress:        "The lock is still busy with an earlier request of this kind.",
	gatt.CodeOutOfRange:                 "The value is outside the range that the attribute takes.",
}

// hciWords says in plain words why a connection ended, as the central sees it.
var hciWords = map[gatt.Reason]string{
	gatt.ReasonAuthentication:     "One side has lost the bond.",
	gatt.ReasonKeyMissing:         "One side has lost the key of the bond.",
	gatt.ReasonTimeout:            "Nothing was heard of the lock for the supervision timeout: it lost power, was reset, or is out of range.",
	gatt.ReasonRemoteUser:         "The lock ended the connection.",
	gatt.ReasonLowResources:       "The lock ended the connection because it is short of something, such as battery.",
	gatt.ReasonPowerOff:           "The lock ended the connection because it switches off.",
	gatt.ReasonLocalHost:          "This side ended the connection: by a call of disconnect, or because the server ends.",
	gatt.ReasonUnspecified:        "The connection ended, and nobody says why.",
	gatt.ReasonResponseTimeout:    "The lock's radio did not answer.",
	gatt.ReasonInstantPassed:      "The radios lost each other while changing parameters.",
	gatt.ReasonUnacceptable:       "The lock does not take these connection parameters.",
	gatt.ReasonAdvertisingTimeout: "The lock stopped advertising.",
	gatt.ReasonMICFailure:         "A frame was encrypted with the wrong key.",
	gatt.ReasonEstablish:          "The connection could not be built: the lock does not advertise, did not answer, or has no connection left.",
}
