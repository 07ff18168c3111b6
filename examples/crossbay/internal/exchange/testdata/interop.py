"""Makes and opens hand-overs with jwcrypto, a package of PyPI, for the test of
interoperability. It knows nothing of this project but what the documentation of the
package exchange says.

    interop.py seal   FOLDER    bundle.json, sender.key, recipient.pub -> sealed.jwe
    interop.py open   FOLDER    sealed.jwe, sender.pub, recipient.key  -> opened.json
    interop.py sign   FOLDER    bundle.json, sender.key                -> signed.json
    interop.py verify FOLDER    signed.json, sender.pub                -> terms.json
    interop.py link   FOLDER    bundle.json                            -> link, encrypted.jwe, manifest.json
    interop.py follow FOLDER    link, encrypted.jwe                    -> opened.json

TIME, in seconds, is that of the signature.
"""
import base64
import json
import os
import sys
from decimal import Decimal

from jwcrypto import jwe, jwk, jws

folder = sys.argv[2]
TERMS = {"purpose": "TREAT", "consent": "Consent/2026-0117", "iat": int(os.environ.get("TIME", "0"))}
METHOD = "application/fhir+json;canonicalization=http://hl7.org/fhir/canonicalization/json#document"


def read(name):
    with open(os.path.join(folder, name), "rb") as f:
        return f.read()


def write(name, data):
    with open(os.path.join(folder, name), "wb") as f:
        f.write(data if isinstance(data, bytes) else data.encode())
    os.chmod(os.path.join(folder, name), 0o600)


def key(name):
    return jwk.JWK.from_json(read(name))


def urn(k):
    return k.thumbprint_uri()


def algorithm(k):
    return {"EC": "ES256", "OKP": "EdDSA", "RSA": "PS256"}[json.loads(k.export_public())["kty"]]


def wrapping(k):
    return {"EC": "ECDH-ES+A256KW", "RSA": "RSA-OAEP-256"}[json.loads(k.export_public())["kty"]]


def header(k, **more):
    return json.dumps({"alg": algorithm(k), "cty": "application/fhir+json", "kid": urn(k), **TERMS, **more})


def canonical(value):
    """RFC 8785, with the numbers as they are written."""
    if isinstance(value, dict):
        return "{" + ",".join(json.dumps(k, ensure_ascii=False) + ":" + canonical(value[k]) for k in sorted(value)) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    if isinstance(value, Decimal):
        return str(value)
    return json.dumps(value, ensure_ascii=False)


def covered(bundle):
    return canonical({k: v for k, v in bundle.items() if k not in ("id", "meta", "signature")}).encode()


def parse(text):
    return json.loads(text, parse_float=Decimal)


def seal():
    sender, recipient = key("sender.key"), key("recipient.pub")
    inner = jws.JWS(read("bundle.json"))
    inner.add_signature(sender, None, header(sender, aud=urn(recipient)))
    outer = jwe.JWE(inner.serialize(compact=True).encode(), json.dumps({"alg": wrapping(recipient), "enc": "A256GCM", "cty": "JOSE"}), recipient=recipient)
    write("sealed.jwe", outer.serialize(compact=True))


def open_():
    outer = jwe.JWE(algs=["ECDH-ES+A256KW", "RSA-OAEP-256", "A256GCM"])
    outer.deserialize(read("sealed.jwe").decode(), key("recipient.key"))
    inner = jws.JWS()
    inner.deserialize(outer.payload.decode(), key("sender.pub"))
    protected = json.loads(inner.objects["protected"])
    assert protected["aud"] == urn(key("recipient.key")), "for another"
    write("terms.json", json.dumps(protected))
    write("opened.json", inner.payload)


def sign():
    sender, bundle = key("sender.key"), parse(read("bundle.json"))
    token = jws.JWS(covered(bundle))
    token.add_signature(sender, None, header(sender))
    protected, _, signature = token.serialize(compact=True).split(".")
    when = __import__("datetime").datetime.fromtimestamp(TERMS["iat"], __import__("datetime").timezone.utc).isoformat()
    bundle["signature"] = {
        "type": [{"system": "urn:iso-astm:E1762-95:2013", "code": "1.2.840.10065.1.12.1.5"}],
        "when": when, "who": {"identifier": {"value": urn(sender)}}, "targetFormat": METHOD, "sigFormat": "application/jose",
        "data": base64.b64encode(f"{protected}..{signature}".encode()).decode(),
    }
    write("signed.json", canonical(bundle))


def verify():
    bundle = parse(read("signed.json"))
    assert bundle["signature"]["targetFormat"] == METHOD
    protected, payload, signature = base64.b64decode(bundle["signature"]["data"]).decode().split(".")
    assert payload == ""
    token = jws.JWS()
    token.deserialize(".".join([protected, base64.urlsafe_b64encode(covered(bundle)).decode().rstrip("="), signature]), key("sender.pub"))
    write("terms.json", token.objects["protected"])


def link():
    secret = jwk.JWK.generate(kty="oct", size=256)
    token = jwe.JWE(read("bundle.json"), json.dumps({"alg": "dir", "enc": "A256GCM", "cty": "application/fhir+json", "zip": "DEF"}), recipient=secret)
    file = token.serialize(compact=True)
    payload = {"url": "https://shl.example.org/" + "q" * 43, "flag": "U", "key": json.loads(secret.export())["k"], "label": "Summary", "v": 1}
    write("link", "https://viewer.example.org#shlink:/" + base64.urlsafe_b64encode(json.dumps(payload).encode()).decode().rstrip("="))
    write("encrypted.jwe", file)
    write("manifest.json", json.dumps({"files": [{"contentType": "application/fhir+json", "embedded": file}]}))


def follow():
    encoded = read("link").decode().strip().split("shlink:/")[1]
    payload = json.loads(base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)))
    token = jwe.JWE(algs=["dir", "A256GCM"])
    token.deserialize(read("encrypted.jwe").decode(), jwk.JWK(kty="oct", k=payload["key"]))
    assert json.loads(token.objects["protected"])["cty"] == "application/fhir+json"
    write("opened.json", token.payload)


{"seal": seal, "open": open_, "sign": sign, "verify": verify, "link": link, "follow": follow}[sys.argv[1]]()
