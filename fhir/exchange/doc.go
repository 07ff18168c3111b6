// Package exchange hands a FHIR Bundle over to one recipient, so that nobody else reads
// it, nobody changes it, and it says for what and by which consent it was given. It
// knows bytes and no models, opens no connection and writes no file.
//
// # Three ways
//
// [Seal] and [Open]: for a recipient whose public key is known. The Bundle is signed
// (JSON Web Signature, RFC 7515) and the signature with it encrypted (JSON Web
// Encryption, RFC 7516), one in the other in the compact form, typ and cty JOSE. It is
// signed first, so that the signature is over what was meant and is itself not seen,
// and cannot be replaced by another's. Since a recipient could encrypt the signed
// inside once more for somebody else, the recipient's key is named in what is signed.
//
// [Sign] and [Verify]: the signature stands in the Bundle (Bundle.signature), detached,
// over FHIR's canonical JSON of documents. The Bundle stays one that everybody reads.
//
// [Link]: a SMART Health Link, for a person who carries a QR code and gives it to whom
// they like. The file is encrypted under a key that stands in the link alone, and its
// Bundle is to be signed by [Sign] before, for the link itself proves nothing.
//
// # Terms
//
// No record is signed without its [Terms]: a purpose, a reference to the consent, and
// the time. They stand in the protected header of the signature (purpose, consent, iat,
// exp, aud) and not in the Bundle, which is to come back as it was: so they are bound
// to the record, and whoever reads the record as before is not disturbed. They say
// that somebody stated a consent. Whether there is one, no program knows.
//
// # Algorithms
//
// The key decides. What is written, and besides it read:
//
//	P-256, P-384, P-521  ES256, ES384, ES512   ECDH-ES+A256KW (+A128KW, ECDH-ES)
//	RSA, 2048 to 4096    PS256 (RS256)         RSA-OAEP-256 (RSA-OAEP)
//	Ed25519              EdDSA                 none
//	SM2                  SM2                   urn:oid:1.2.156.10197.1.301.3
//
// The content is encrypted by A256GCM (A128GCM), for keys of SM2 by SM4-GCM,
// urn:oid:1.2.156.10197.1.104.8. A key has one use. An algorithm that is not the
// key's is [ErrAlgorithm]: none, a MAC under a public key, a password. Headers that
// must be understood (crit), and keys by reference, are [ErrHeader].
//
// The names of SM2 and SM4 are registered nowhere. That of the signature is of a draft
// which expired (draft-dang-webauthn-sm2-00); the others are the object identifiers of
// GM/T 0006. Other programs use other names or forms: agree with the recipient first. Here the
// signature is r and s, 32 bytes each, under the identity of GB/T 35276
// (1234567812345678); the encrypted key is the point, the hash and the text (C1, C3,
// C2 of GB/T 32918.4-2016). Programs that have a signature in DER take r and s out of
// it, and those that write a point without the 04 in front (gmssl, sm-crypto) add it.
//
// # Limits
//
// A Bundle is of 64 MiB at most, a file of 128 MiB. Nothing is compressed here; what
// others compressed inflates, for links and keys of SM2, to no more than that, and else to 250 kB or ten
// times its size, whichever is more. JSON is 64 levels deep. The errors are those of this package, and hold nothing of
// what was read.
//
// Functions may be called by several goroutines at once. The package has no state.
package exchange
