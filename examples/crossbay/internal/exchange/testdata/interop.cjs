// Makes and opens hand-overs with packages of npm, for the test of interoperability:
// seal, open, link and follow with jose, as interop.py does them, view and share with
// kill-the-clipboard, a library for SMART Health Links, and scan with jsQR.
const fs = require('fs'), path = require('path'), url = require('url')
const [, , what, folder] = process.argv
const read = name => fs.readFileSync(path.join(folder, name))
const write = (name, data) => fs.writeFileSync(path.join(folder, name), data, { mode: 0o600 })
const find = name => require.resolve(name, { paths: [process.cwd(), ...(process.env.NODE_PATH || '').split(path.delimiter)] })
const algorithms = { EC: 'ES256', OKP: 'EdDSA', RSA: 'PS256' }
const wrappings = { EC: 'ECDH-ES+A256KW', RSA: 'RSA-OAEP-256' }

async function main() {
  if (what === 'view' || what === 'share') return links(require(find('kill-the-clipboard')))
  if (what === 'scan') return scan()
  const jose = await import(url.pathToFileURL(find('jose')))
  const urn = k => jose.calculateJwkThumbprintUri(k, 'sha256')
  const jwk = name => JSON.parse(read(name))
  switch (what) {
    case 'seal': {
      const sender = jwk('sender.key'), recipient = jwk('recipient.pub'), alg = algorithms[sender.kty]
      const inner = await new jose.CompactSign(read('bundle.json'))
        .setProtectedHeader({ alg, cty: 'application/fhir+json', kid: await urn(sender), aud: await urn(recipient),
          purpose: 'TREAT', consent: 'Consent/2026-0117', iat: Number(process.env.TIME) })
        .sign(await jose.importJWK(sender, alg))
      const outer = await new jose.CompactEncrypt(new TextEncoder().encode(inner))
        .setProtectedHeader({ alg: wrappings[recipient.kty], enc: 'A256GCM', cty: 'JOSE' })
        .encrypt(await jose.importJWK(recipient, wrappings[recipient.kty]))
      return write('sealed.jwe', outer)
    }
    case 'open': {
      const recipient = jwk('recipient.key'), sender = jwk('sender.pub')
      const outer = await jose.compactDecrypt(read('sealed.jwe').toString(), await jose.importJWK(recipient, wrappings[recipient.kty]))
      const inner = await jose.compactVerify(outer.plaintext, await jose.importJWK(sender, algorithms[sender.kty]))
      if (inner.protectedHeader.aud !== await urn(recipient)) throw new Error('for another')
      write('terms.json', JSON.stringify(inner.protectedHeader))
      return write('opened.json', inner.payload)
    }
    case 'link': {
      const key = new Uint8Array(32)
      require('crypto').getRandomValues(key)
      const file = await new jose.CompactEncrypt(read('bundle.json'))
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', cty: 'application/fhir+json' }).encrypt(key)
      const payload = { url: 'https://shl.example.org/' + 'q'.repeat(43), flag: 'LU', key: jose.base64url.encode(key), label: 'Summary' }
      write('link', 'shlink:/' + jose.base64url.encode(JSON.stringify(payload)))
      write('encrypted.jwe', file)
      return write('manifest.json', JSON.stringify({ files: [{ contentType: 'application/fhir+json', embedded: file }] }))
    }
    case 'follow': {
      const payload = JSON.parse(Buffer.from(read('link').toString().trim().split('shlink:/')[1], 'base64url'))
      const opened = await jose.compactDecrypt(read('encrypted.jwe').toString(), jose.base64url.decode(payload.key))
      if (opened.protectedHeader.cty !== 'application/fhir+json') throw new Error('cty')
      return write('opened.json', opened.plaintext)
    }
  }
  throw new Error('no ' + what)
}
// links: link and encrypted.jwe or manifest.json -> opened.json, and bundle.json -> link and encrypted.jwe
async function links({ SHL, SHLViewer, encryptSHLFile }) {
  Date.now = () => Number(process.env.TIME) * 1000
  if (what === 'share') {
    const shl = SHL.generate({ baseManifestURL: 'https://shl.example.org/', manifestPath: '/ips', flag: 'U', label: 'Summary', expirationDate: new Date(Date.now() + 3600e3) })
    const file = await encryptSHLFile({ content: read('bundle.json').toString(), key: shl.key, contentType: 'application/fhir+json', enableCompression: true })
    write('link', shl.toURI())
    return write('encrypted.jwe', file)
  }
  const serve = async (address, options) => {
    const direct = !options || options.method !== 'POST'
    return new Response(read(direct ? 'encrypted.jwe' : 'manifest.json'), { headers: { 'content-type': direct ? 'application/jose' : 'application/json' } })
  }
  const viewer = new SHLViewer({ shlinkURI: read('link').toString().trim(), fetch: serve })
  const { fhirResources } = await viewer.resolveSHL({ recipient: 'a test' })
  write('opened.json', JSON.stringify(fhirResources))
}

// scan: code.png -> link.scanned
function scan() {
  const png = require(find('pngjs')).PNG.sync.read(read('code.png'))
  write('link.scanned', require(find('jsqr'))(new Uint8ClampedArray(png.data), png.width, png.height).data)
}

main().catch(e => { console.error(e); process.exit(1) })
