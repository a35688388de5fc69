// Verifies client assertions (RFC 7523 section 3) with npm's jose, for test_client_assertion.py.
//
//   node verify.mjs <JSON
//
// Reads an array of {assertion, alg, key: FILE, client_id, audience}; the file holds the private key, of which only the
// public part is used. Prints an array of {header, claims} for those that hold, and of {error} for the others.

import { importJWK, jwtVerify } from 'jose'
import { json } from 'node:stream/consumers'
import { readPublicKey } from './clients.mjs'

async function verify ({ assertion, alg, key, client_id: clientId, audience }) {
  try {
    const { protectedHeader, payload } = await jwtVerify(assertion, await importJWK(readPublicKey(key), alg), {
      algorithms: [alg],
      audience,
      issuer: clientId,
      subject: clientId,
      requiredClaims: ['exp', 'iat', 'jti']
    })
    return { header: protectedHeader, claims: payload }
  } catch (error) {
    return { error: String(error) }
  }
}

console.log(JSON.stringify(await Promise.all((await json(process.stdin)).map(verify))))
