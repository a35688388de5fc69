// A certified authorization server on loopback ports of the system's choice, for the tests of oidc-provider.
//
//   node server.mjs REDIRECT_URI FOLDER
//
// Prints two issuers on one line when it listens. Below the first are more, each with a path: ISSUER/appended has its
// metadata where OpenID Connect Discovery says, ISSUER/inserted where RFC 8414 section 3.1 says, and ISSUER/pushed
// requires pushed authorization requests. There is a client for each key in FOLDER/keys (clients.mjs).
//
// The second issuer serves https with the certificate FOLDER/127.0.0.1.pem. It asks for none, but its metadata names a
// third port that does (RFC 8705 section 5). That one knows FOLDER/self-signed.pem, and what FOLDER/authority.pem issued.
// ISSUER/pushed is the same, with pushed requests.

import fs from 'node:fs'
import http from 'node:http'
import https from 'node:https'
import { join } from 'node:path'
import { Provider } from 'oidc-provider'
import { makeCertificateClients, makeClients, makeKeyClients } from './clients.mjs'
import { respondWithConsent } from './consent.mjs'

const [redirectUri, folder] = process.argv.slice(2)
const oauthMetadata = '/.well-known/oauth-authorization-server'
const read = (name) => fs.readFileSync(join(folder, name))

// A resource gets tokens that name it (RFC 8707): JWTs, so that anyone can read whom they are for.
const resourceIndicators = {
  enabled: true,
  getResourceServerInfo: (_context, resource) => ({
    audience: resource,
    scope: 'messaging.v1.send',
    accessTokenFormat: 'jwt',
    accessTokenTTL: 3600,
    jwt: { sign: { alg: 'RS256' } }
  })
}

const configuration = {
  clients: [...makeClients(redirectUri), ...makeKeyClients(redirectUri, join(folder, 'keys'))],
  scopes: ['messaging.v1.send', 'webrtc.v1.write'],
  pkce: { required: () => true },
  rotateRefreshToken: true,
  issueRefreshToken: (_context, client) => client.grantTypeAllowed('refresh_token'),
  expiresWithSession: () => false,
  enabledJWA: { clientAuthSigningAlgValues: ['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA'] },
  features: {
    clientCredentials: { enabled: true },
    deviceFlow: { enabled: true },
    devInteractions: { enabled: false },
    introspection: { enabled: true },
    resourceIndicators,
    revocation: { enabled: true }
  },
  cookies: { keys: ['signs the cookies of one test run'] },
  ttl: { AccessToken: 3600, ClientCredentials: 3600, Grant: 7200, Interaction: 600, RefreshToken: 7200, Session: 3600 },
  findAccount: (_context, accountId) => ({ accountId, claims: () => ({ sub: accountId }) })
}

const withFeatures = (features) => ({ features: { ...configuration.features, ...features } })

// The certificate stands in the connection, so that a proxy could not forge it.
const mTLS = {
  enabled: true,
  certificateBoundAccessTokens: true,
  selfSignedTlsClientAuth: true,
  tlsClientAuth: true,
  getCertificate: ({ socket }) => socket.getPeerX509Certificate(),
  certificateAuthorized: ({ socket }) => socket.authorized,
  certificateSubjectMatches: ({ socket }, _property, expected) => socket.getPeerX509Certificate().subject === expected
}

function makeProvider (issuer, path, more) {
  const interactions = { url: (_context, interaction) => `${path}/consent/${interaction.uid}` }
  const provider = new Provider(issuer + path, { ...configuration, interactions, ...more })
  // The server names no interval, which makes it 5 s (RFC 8628 section 3.2). No test is to wait that long.
  provider.use(async (context, next) => {
    await next()
    if (context.oidc?.route === 'device_authorization' && context.status === 200) {
      context.body.interval = 1
    }
  })
  return provider
}

// Hands a request to the provider below `path`, which requires its own route in `url` and the whole in `originalUrl`.
function respondBelow (path, providers, request, response) {
  request.originalUrl = path + request.url
  return providers.get(path).callback()(request, response)
}

async function respond (providers, request, response) {
  const { pathname } = new URL(request.url, 'http://127.0.0.1')
  const path = [...providers.keys()].findLast((path) => pathname.startsWith(`${path}/`))
  const [, folder, uid, decision] = pathname.slice(path.length).split('/')
  if (pathname === `${oauthMetadata}/inserted`) {
    request.url = oauthMetadata
    await respondBelow('/inserted', providers, request, response)
  } else if (folder !== 'consent') {
    request.url = request.url.slice(path.length)
    await respondBelow(path, providers, request, response)
  } else {
    await respondWithConsent(providers.get(path), `${path}/consent/${uid}`, decision, request, response)
  }
}

async function listen (server) {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `127.0.0.1:${server.address().port}`
}

function serve (server, providers) {
  server.on('request', (request, response) => {
    respond(providers, request, response).catch((error) => response.writeHead(500).end(String(error)))
  })
}

const pushed = { pushedAuthorizationRequests: { enabled: true, requirePushedAuthorizationRequests: true } }

async function startIssuers () {
  const server = http.createServer()
  const issuer = `http://${await listen(server)}`
  const own = { '': {}, '/appended': {}, '/inserted': {}, '/pushed': withFeatures(pushed) }
  serve(server, new Map(Object.entries(own).map(([path, more]) => [path, makeProvider(issuer, path, more)])))
  return issuer
}

async function startIssuersWithCertificates () {
  const shown = { cert: read('127.0.0.1.pem'), key: read('127.0.0.1.key') }
  const server = https.createServer(shown)
  const asking = https.createServer({ ...shown, ca: read('authority.pem'), requestCert: true, rejectUnauthorized: false })
  const issuer = `https://${await listen(server)}`
  const alias = `https://${await listen(asking)}`
  const own = (path, features) => makeProvider(issuer, path, {
    ...withFeatures({ mTLS, ...features }),
    clients: [...configuration.clients, ...makeCertificateClients(redirectUri, join(folder, 'self-signed.pem'))],
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none', 'tls_client_auth',
      'self_signed_tls_client_auth'],
    discovery: {
      mtls_endpoint_aliases: {
        token_endpoint: `${alias}${path}/token`,
        revocation_endpoint: `${alias}${path}/token/revocation`,
        pushed_authorization_request_endpoint: `${alias}${path}/request`,
        device_authorization_endpoint: `${alias}${path}/device/auth`
      }
    }
  })
  const providers = new Map([['', own('', {})], ['/pushed', own('/pushed', pushed)]])
  serve(server, providers)
  serve(asking, providers)
  return issuer
}

console.log(await startIssuers(), await startIssuersWithCertificates())
