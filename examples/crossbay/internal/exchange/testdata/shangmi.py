"""Makes and opens hand-overs in the mainland's algorithms with packages of PyPI, for the
test of interoperability: SM2 and SM3 of gmssl, SM4-GCM of cryptography. It knows nothing
of this project but what the documentation of the package exchange says.

    shangmi.py seal FOLDER    bundle.json, sender.key, recipient.pub -> sealed.jwe
    shangmi.py open FOLDER    sealed.jwe, sender.pub, recipient.key  -> opened.json, terms.json

TIME, in seconds, is that of the signature.
"""
import base64
import hashlib
import json
import os
import sys

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from gmssl import sm2

SIGNATURE, WRAPPING, CONTENT = "SM2", "urn:oid:1.2.156.10197.1.301.3", "urn:oid:1.2.156.10197.1.104.8"
folder = sys.argv[2]


def read(name):
    with open(os.path.join(folder, name), "rb") as f:
        return f.read()


def write(name, data):
    with open(os.path.join(folder, name), "wb") as f:
        f.write(data)


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def raw(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def urn(key):
    canonical = '{"crv":"SM2","kty":"EC","x":"%s","y":"%s"}' % (key["x"], key["y"])
    return "urn:ietf:params:oauth:jwk-thumbprint:sha-256:" + b64(hashlib.sha256(canonical.encode()).digest())


def crypt(key):
    """The package strips every 0 and 4 from the front of a key that begins with 04, and so
    is given the coordinates afterwards."""
    c = sm2.CryptSM2(private_key=raw(key["d"]).hex() if "d" in key else "", public_key="", mode=1)
    c.public_key = (raw(key["x"]) + raw(key["y"])).hex()
    return c


def seal():
    sender, recipient = json.loads(read("sender.key")), json.loads(read("recipient.pub"))
    header = {"alg": SIGNATURE, "cty": "application/fhir+json", "kid": urn(sender), "aud": urn(recipient),
              "purpose": "TREAT", "consent": "Consent/2026-0117", "iat": int(os.environ["TIME"])}
    signed = b64(json.dumps(header).encode()) + "." + b64(read("bundle.json"))
    inner = signed + "." + b64(bytes.fromhex(crypt(sender).sign_with_sm3(signed.encode())))
    key, nonce = os.urandom(16), os.urandom(12)
    wrapped = b"\x04" + crypt(recipient).encrypt(key)
    aad = b64(json.dumps({"alg": WRAPPING, "enc": CONTENT, "typ": "JOSE", "cty": "JOSE"}).encode())
    e = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
    e.authenticate_additional_data(aad.encode())
    text = e.update(inner.encode()) + e.finalize()
    write("sealed.jwe", ".".join([aad, b64(wrapped), b64(nonce), b64(text), b64(e.tag)]).encode())


def open_():
    sender, recipient = json.loads(read("sender.pub")), json.loads(read("recipient.key"))
    aad, wrapped, nonce, text, tag = read("sealed.jwe").decode().strip().split(".")
    header = json.loads(raw(aad))
    assert (header["alg"], header["enc"], header["cty"]) == (WRAPPING, CONTENT, "JOSE"), header
    assert raw(wrapped)[0] == 4
    key = crypt(recipient).decrypt(raw(wrapped)[1:])
    d = Cipher(algorithms.SM4(key), modes.GCM(raw(nonce), raw(tag))).decryptor()
    d.authenticate_additional_data(aad.encode())
    signed, _, signature = (d.update(raw(text)) + d.finalize()).decode().rpartition(".")
    assert crypt(sender).verify_with_sm3(raw(signature).hex(), signed.encode())
    head, payload = signed.split(".")
    header = json.loads(raw(head))
    assert header["alg"] == SIGNATURE and header["kid"] == urn(sender) and header["aud"] == urn(recipient), header
    write("opened.json", raw(payload))
    write("terms.json", json.dumps(header).encode())


{"seal": seal, "open": open_}[sys.argv[1]]()
