// The clients that are registered at the server of server.mjs.

import { X509Certificate, createPublicKey, createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'

const deviceCode = 'urn:ietf:params:oauth:grant-type:device_code'

const makeClient = (redirectUri) => (client_id, token_endpoint_auth_method, more) => ({
  client_id,
  token_endpoint_auth_method,
  client_secret: token_endpoint_auth_method.startsWith('client_secret') ? '3naO10IA2agcvG+9I9TGEQ==' : undefined,
  redirect_uris: [redirectUri],
  grant_types: ['authorization_code', 'refresh_token', deviceCode],
  response_types: ['code'],
  ...more
})

/** Clients with a secret, or with nothing. */
export function makeClients (redirectUri) {
  const client = makeClient(redirectUri)
  return [
    client('basic-client', 'client_secret_basic'),
    client('post-client', 'client_secret_post'),
    client('public-client', 'none'),
    client('client: "100%" & so/on+=', 'client_secret_basic', { client_secret: 'a:b%2Bc d&e=f+g/h~"\'\\' }),
    client('once-client', 'client_secret_basic', { grant_types: ['authorization_code'] }),
    // For a native client any port on loopback will do (RFC 8252 section 7.3), so its URI may leave it out.
    client('native-client', 'none', {
      application_type: 'native',
      redirect_uris: [redirectUri.replace(/:\d+\//, '/')]
    })
  ]
}

/**
 * A client for each key `ALG.pem` of the folder, with that algorithm and no other: the algorithm is its id. Its key has
 * an id, too, as servers with several keys require it.
 */
export function makeKeyClients (redirectUri, folder) {
  const client = makeClient(redirectUri)
  return fs.readdirSync(folder).map((name) => {
    const alg = path.basename(name, '.pem')
    return client(alg, 'private_key_jwt', {
      grant_types: ['authorization_code', 'refresh_token', deviceCode, 'client_credentials'],
      token_endpoint_auth_signing_alg: alg,
      jwks: { keys: [{ ...readPublicKey(path.join(folder, name)), alg, use: 'sig', kid: `the ${alg} key` }] }
    })
  })
}

/** Makes a JWK of the public part of a key. */
export function readPublicKey (file) {
  const key = createPublicKey(fs.readFileSync(file))
  if (key.asymmetricKeyType !== 'rsa-pss') {
    return key.export({ format: 'jwk' })
  }
  // node makes no JWK of a key that is for RSASSA-PSS alone. Inside is an RSAPublicKey (RFC 8017 appendix A.1.1), which
  // has 270 octets at a modulus of 2048 bits.
  const inner = key.export({ format: 'der', type: 'spki' }).subarray(-270)
  return createPublicKey({ key: inner, format: 'der', type: 'pkcs1' }).export({ format: 'jwk' })
}

/**
 * Clients that show a certificate (RFC 8705). The self-signed one is known by its thumbprint, the other by its subject.
 */
export function makeCertificateClients (redirectUri, selfSigned) {
  const client = makeClient(redirectUri)
  const { publicKey, raw } = new X509Certificate(fs.readFileSync(selfSigned))
  const key = {
    ...publicKey.export({ format: 'jwk' }),
    x5c: [raw.toString('base64')],
    'x5t#S256': createHash('sha256').update(raw).digest('base64url')
  }
  const bound = { tls_client_certificate_bound_access_tokens: true }
  return [
    client('self-signed-client', 'self_signed_tls_client_auth', { ...bound, jwks: { keys: [key] } }),
    client('issued-client', 'tls_client_auth', { ...bound, tls_client_auth_subject_dn: 'CN=goto-token test' })
  ]
}
