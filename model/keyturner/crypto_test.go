package keyturner

import (
	"errors"
	"strings"
	"testing"

	"golang.org/x/crypto/curve25519"
	"golang.org/x/crypto/nacl/box"
)

func TestCRCMatchesTheTable(t *testing.T) {
	for _, c := range []struct {
		in   []byte
		want uint16
	}{
		{nil, 0xFFFF}, {[]byte("123456789"), 0x29B1}, {[]byte{0}, 0xE1F0}, {[]byte("A"), 0xB915}, {[]byte{1, 0, 3, 0}, 0xA727},
	} {
		if got := CRC(c.in); got != c.want {
			t.Errorf("CRC(%X) is %04X, not %04X", c.in, got, c.want)
		}
	}
}

func TestKeysAndAuthenticatorsOfWholePairings(t *testing.T) {
	for _, v := range []pairingVector{published, ours} {
		t.Run(v.name, func(t *testing.T) {
			appSecret, lockPublic := unhex32(t, v.appSecret), unhex32(t, v.lockPublic)
			appPublic := PublicKey(&appSecret)
			equal(t, "app's public key", appPublic, unhex32(t, v.appPublic))
			product, err := curve25519.X25519(appSecret[:], lockPublic[:])
			if err != nil {
				t.Fatal(err)
			}
			same(t, "product", product, unhex(t, v.product))
			key := must(SharedKey(&appSecret, &lockPublic))(t)
			equal(t, "shared key", key, unhex32(t, v.key))
			var reference [32]byte
			box.Precompute(&reference, &lockPublic, &appSecret)
			equal(t, "shared key against box.Precompute", key, reference)
			if v.lockSecret == "" {
				return
			}
			lockSecret := unhex32(t, v.lockSecret)
			equal(t, "lock's public key", PublicKey(&lockSecret), lockPublic)
			equal(t, "shared key of the lock", must(SharedKey(&lockSecret, &appPublic))(t), key)
		})
	}
}

func TestEveryMessageOfWholePairingsBothWays(t *testing.T) {
	for _, v := range []pairingVector{published, ours} {
		t.Run(v.name, func(t *testing.T) {
			key, appPublic, lockPublic := unhex32(t, v.key), unhex32(t, v.appPublic), unhex32(t, v.lockPublic)
			n1, n2, n3, appNonce := unhex32(t, v.n1), unhex32(t, v.n2), unhex32(t, v.n3), unhex32(t, v.appNonce)
			m := v.messages

			request := RequestData{CmdPublicKey}
			got := plain(t, m[0], CmdRequestData, request.Append(nil))
			equal(t, "wanted", must(ParseRequestData(got))(t), request)
			equal(t, "lock's key", must(ParsePublicKey(plain(t, m[1], CmdPublicKey, lockPublic[:])))(t), lockPublic)
			equal(t, "app's key", must(ParsePublicKey(plain(t, m[2], CmdPublicKey, appPublic[:])))(t), appPublic)
			equal(t, "n1", must(ParseChallenge(plain(t, m[3], CmdChallenge, n1[:])))(t), n1)

			a1 := KeyAuthenticator(&key, &appPublic, &lockPublic, &n1)
			equal(t, "a1", must(ParseAuthenticator(plain(t, m[4], CmdAuthorizationAuthenticator, a1[:])))(t), a1)
			equal(t, "n2", must(ParseChallenge(plain(t, m[5], CmdChallenge, n2[:])))(t), n2)

			data := AuthorizationData{Type: v.idType, AppID: v.appID, Name: NewName(v.name), Nonce: appNonce}
			data.Authenticator = data.Sum(&key, &n2)
			got = plain(t, m[6], CmdAuthorizationData, data.Append(nil))
			equal(t, "data", must(ParseAuthorizationData(got))(t), data)
			if err := data.Check(); err != nil {
				t.Error(err)
			}

			id := AuthorizationID{ID: v.id, UUID: [16]byte(unhex(t, v.uuid)), Nonce: n3}
			id.Authenticator = id.Sum(&key, &appNonce)
			got = plain(t, m[7], CmdAuthorizationID, id.Append(nil))
			equal(t, "id", must(ParseAuthorizationID(got))(t), id)

			confirmation := AuthorizationIDConfirmation{ID: v.id}
			confirmation.Authenticator = confirmation.Sum(&key, &n3)
			got = plain(t, m[8], CmdAuthorizationIDConfirmation, confirmation.Append(nil))
			equal(t, "confirmation", must(ParseAuthorizationIDConfirmation(got))(t), confirmation)
			got = plain(t, m[9], CmdStatus, StatusComplete.Append(nil))
			equal(t, "status", must(ParseStatus(got))(t), StatusComplete)
		})
	}
}

func TestPublishedAuthenticators(t *testing.T) {
	// The authenticators are printed apart from the messages, too.
	for i, want := range map[int]string{
		4: "B09A0D3979A029E5FD027B519EAA200BC14AD3E163D3BE4563843E021073BCB1",
		6: "CF1B9E7801E3196E6594E76D57908EE500AAD5C33F4B6E0BBEA0DDEF82967BFC",
		7: "3A270A2E453443C3790E657CEBE634B03F0102F45681B4067C661D46E6E15EDF",
		8: "3A41B91A66FBC4D22EFEFBB7272140829695A3917433D5BEB981B76166D13F8A",
	} {
		same(t, "authenticator", unhex(t, published.messages[i])[2:34], unhex(t, want))
	}
}

func TestAuthenticatorsOfTheNewerDocument(t *testing.T) {
	lockPublic := unhex32(t, "DC040AFE6401550E1F7B20AB50135B80765834B9D898E6DA7129F61C62929B78")
	appSecret := unhex32(t, "C11CFB400A3A33414E89F9E6607271C2AF076405C5407984297F1DE0E7A54B73")
	appPublic := PublicKey(&appSecret)
	equal(t, "public key", appPublic, unhex32(t, "F7A4FE9783C4C936A777963E78BB481533208D4E7D837373BA4B945747D9BA46"))
	key := must(SharedKey(&appSecret, &lockPublic))(t)
	equal(t, "key", key, unhex32(t, "915561587D86815B709EDD5819D8C6F2E883DA3C86F461F13B84228B84533E04"))
	n1 := unhex32(t, "CC5F15190127A3B27D87160AE50D459B1530A50DD93E9D0C3DB05A6CFAA5D64A")
	n2 := unhex32(t, "70ACC47FBCC51C01378271565145C269005CF72CCD33768126B42D0DC5F942E6")
	equal(t, "a1", KeyAuthenticator(&key, &appPublic, &lockPublic, &n1),
		unhex32(t, "8D8163EF2E9F84BADE6BC3A5A5BAF613F8BF70F22C4DD7C514B8ECE932305FDB"))
	data := AuthorizationData{Type: IDApp, AppID: 0x187EED27, Name: NewName("Testapp"),
		Nonce: unhex32(t, "A72AE5BB4726C60FBB1AA28297081DCE45F76731711E39AC2B5FF9ACBDF03844")}
	equal(t, "a2", data.Sum(&key, &n2), unhex32(t, "8927B9AC416A5B1E367B58BC8D59C39E7FC8D0FD6DCC8F05863D34518CBAA221"))
}

func TestAPublicKeyThatLeadsToNoSecretIsRefused(t *testing.T) {
	secret := unhex32(t, published.appSecret)
	for _, weak := range [][32]byte{{}, {1}} {
		if _, err := SharedKey(&secret, &weak); !errors.Is(err, ErrWeakKey) || Refusal(err) != ErrBadParameter {
			t.Errorf("key %X: %v", weak, err)
		}
	}
}

func TestErrataOfThePublishedExamples(t *testing.T) {
	// In two places the document has stray text where three digits belong. With
	// those put back every check holds; the web page's version of the second
	// place has one digit too few.
	key := unhex32(t, published.key)
	const stray, digits = "background-lightgreen", "C66"
	fix := func(chunks ...string) string {
		s, found := "", false
		for _, c := range chunks {
			if i := strings.Index(c, stray); i >= 0 {
				c, found = c[:i]+digits+c[i+len(stray):], true
			}
			s += c
		}
		if !found {
			t.Fatal("no stray text")
		}
		return s
	}
	pairing := fix("07003A270A2E453443C3790E657CEBE634B03F01", "02F45681B4067background-lightgreen1D46E6E15EDF0200000083B3",
		"3643C6D97EF77ED51C02A277CBF7EA479915982F", "13C61D997A56678AD77791BFA7E95229A3DD34F8", "7132BF3E3C97DB9F")
	equal(t, "pairing message 8", pairing, published.messages[7])
	appNonce := unhex32(t, published.appNonce)
	id := must(ParseAuthorizationID(plain(t, pairing, CmdAuthorizationID, nil)))(t)
	equal(t, "a3", id.Authenticator, id.Sum(&key, &appNonce))

	challenge := fix("99C8613A9F6AB6D3FB0399D37AD38C5C003AC139", "B1567BC102000000380028CDCbackground-lightgreen8C08DA47BF32",
		"3BF9371EBF068F6D480438563660780A4234D9A2", "3794E305EE37878874EDE106A0BBFCF5B60E0C2E", "2BA17248A02B")
	equal(t, "challenge", challenge, publishedChallenge)
	_, c, payload, err := Open(nil, &key, unhex(t, challenge))
	if err != nil || c != CmdChallenge {
		t.Fatal(c, err)
	}
	same(t, "challenge", payload, unhex(t, "57D95521BEA186B5A9244F025737924C5B7E33592D0614D5F6EF2E2F142C6D4B"))

	wrong := unhex(t, challenge)
	wrong[33]++
	if _, _, _, err := Open(nil, &key, wrong); !errors.Is(err, ErrNotAuthentic) {
		t.Errorf("another digit is taken as well: %v", err)
	}
	const web = "B1567BC102000000380028CDCC66C08DA47BF32"
	if len(web)%2 == 0 || web[:25]+"C668"+web[28:] != "B1567BC102000000380028CDCC668C08DA47BF32" {
		t.Error("the web page's chunk is not one 8 short of the corrected one")
	}
}
