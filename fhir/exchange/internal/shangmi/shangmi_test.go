package shangmi

import (
	"encoding/hex"
	"strings"
	"testing"

	"github.com/emmansun/gmsm/sm3"
	"github.com/emmansun/gmsm/sm4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func bytes(t *testing.T, digits string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(digits, " ", ""))
	require.NoError(t, err)
	return b
}

// The key of the examples in GB/T 32918.5-2017, annexes A and C.
const (
	exampleKey   = "3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8"
	examplePoint = "04 09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020 CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13"
)

// GB/T 32918.5-2017, annex A: the signature of "message digest".
func TestSignatureOfTheStandard(t *testing.T) {
	public, err := NewPublicKey(bytes(t, examplePoint))
	require.NoError(t, err)
	signature := bytes(t, "F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3 B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA")
	assert.True(t, public.Verify([]byte("message digest"), signature))
	assert.False(t, public.Verify([]byte("message Digest"), signature))
	assert.False(t, public.Verify([]byte("message digest"), append(signature, 0)))
	signature[63] ^= 1
	assert.False(t, public.Verify([]byte("message digest"), signature))
	assert.False(t, public.Verify([]byte("message digest"), make([]byte, 64)))
}

// GB/T 32918.5-2017, annex C: "encryption standard", in the order C1 C3 C2.
func TestEncryptionOfTheStandard(t *testing.T) {
	private, err := NewPrivateKey(bytes(t, exampleKey))
	require.NoError(t, err)
	x, y := private.Public().Coordinates()
	assert.Equal(t, bytes(t, examplePoint), append(append([]byte{4}, x...), y...))
	text := bytes(t, "04 04EBFC718E8D1798620432268E77FEB6415E2EDE0E073C0F4F640ECD2E149A73 E858F9D81E5430A57B36DAAB8F950A3C64E6EE6A63094D99283AFF767E124DF0"+
		"59983C18F809E262923C53AEC295D30383B54E39D609D160AFCB1908D0BD8766 21886CA989CA9C7D58087307CA93092D651EFA")
	plain, err := private.Decrypt(text)
	require.NoError(t, err)
	assert.Equal(t, "encryption standard", string(plain))
	text[len(text)-1] ^= 1
	_, err = private.Decrypt(text)
	assert.Error(t, err)
}

// GB/T 32905-2016, annex A.1, and GB/T 32907-2016, annex A.1.
func TestHashAndCipherOfTheStandards(t *testing.T) {
	assert.Equal(t, "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0", sum("abc"))
	block, err := sm4.NewCipher(bytes(t, "0123456789ABCDEFFEDCBA9876543210"))
	require.NoError(t, err)
	text := bytes(t, "0123456789ABCDEFFEDCBA9876543210")
	block.Encrypt(text, text)
	assert.Equal(t, "681edf34d206965e86b3e94f536e4246", hex.EncodeToString(text))
}

func sum(text string) string {
	s := sm3.Sum([]byte(text))
	return hex.EncodeToString(s[:])
}

// RFC 8998, appendix A.1.
func TestGCMOfRFC8998(t *testing.T) {
	gcm, err := NewGCM(bytes(t, "0123456789ABCDEFFEDCBA9876543210"))
	require.NoError(t, err)
	plain := bytes(t, "AAAAAAAAAAAAAAAABBBBBBBBBBBBBBBBCCCCCCCCCCCCCCCCDDDDDDDDDDDDDDDDEEEEEEEEEEEEEEEEFFFFFFFFFFFFFFFFEEEEEEEEEEEEEEEEAAAAAAAAAAAAAAAA")
	sealed := gcm.Seal(nil, bytes(t, "00001234567800000000ABCD"), plain, bytes(t, "FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2"))
	assert.Equal(t, bytes(t, "17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D 83DE3541E4C2B58177E065A9BF7B62EC"), sealed)
}

func TestRoundTrip(t *testing.T) {
	key, err := GenerateKey()
	require.NoError(t, err)
	again, err := NewPrivateKey(key.Bytes())
	require.NoError(t, err)
	text, err := key.Public().Encrypt([]byte("0123456789abcdef"))
	require.NoError(t, err)
	plain, err := again.Decrypt(text)
	require.NoError(t, err)
	assert.Equal(t, "0123456789abcdef", string(plain))
	signature, err := key.Sign(text)
	require.NoError(t, err)
	assert.True(t, again.Public().Verify(text, signature))
}

func TestKeysThatAreNone(t *testing.T) {
	for _, d := range []string{"", "00", strings.Repeat("00", 32), strings.Repeat("FF", 32)} {
		_, err := NewPrivateKey(bytes(t, d))
		assert.Error(t, err)
	}
	for _, point := range []string{"", "00", "04", "04" + strings.Repeat("01", 64), "02" + strings.Repeat("01", 32)} {
		_, err := NewPublicKey(bytes(t, point))
		assert.Error(t, err)
	}
	key, err := GenerateKey()
	require.NoError(t, err)
	for _, text := range [][]byte{nil, {4}, make([]byte, 97), make([]byte, 200)} {
		_, err := key.Decrypt(text)
		assert.Error(t, err)
	}
}
