// A certified authorization server on a loopback port of the system's choice, for test_oidc_provider.py.
//
//   node server.mjs REDIRECT_URI
//
// Prints its issuer on one line when it listens. Anyone who comes to the consent page is signed in as "anna". Below
// the issuer are two more, each with a path: ISSUER/appended has its metadata where OpenID Connect Discovery says,
// ISSUER/inserted where RFC 8414 section 3.1 says.

import http from 'node:http'
import { Provider } from 'oidc-provider'

const [redirectUri] = process.argv.slice(2)
const paths = ['', '/appended', '/inserted']
const oauthMetadata = '/.well-known/oauth-authorization-server'

const client = (client_id, token_endpoint_auth_method, more) => ({
  client_id,
  token_endpoint_auth_method,
  client_secret: token_endpoint_auth_method === 'none' ? undefined : '3naO10IA2agcvG+9I9TGEQ==',
  redirect_uris: [redirectUri],
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  ...more
})

const configuration = {
  clients: [
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
  ],
  scopes: ['messaging.v1.send', 'webrtc.v1.write'],
  pkce: { required: () => true },
  rotateRefreshToken: true,
  issueRefreshToken: (_context, client) => client.grantTypeAllowed('refresh_token'),
  expiresWithSession: () => false,
  features: {
    devInteractions: { enabled: false },
    introspection: { enabled: true },
    revocation: { enabled: true }
  },
  cookies: { keys: ['signs the cookies of one test run'] },
  ttl: { AccessToken: 3600, Grant: 7200, Interaction: 600, RefreshToken: 7200, Session: 3600 },
  findAccount: (_context, accountId) => ({ accountId, claims: () => ({ sub: accountId }) })
}

const consentPage = (folder) => `<!doctype html>
<html lang="en"><title>Consent</title>
<form method="post" action="${folder}/allow"><button>Allow</button></form>
<form method="post" action="${folder}/deny"><button>Deny</button></form>
</html>`

async function allow (provider, request, response) {
  const { params } = await provider.interactionDetails(request, response)
  const grant = new provider.Grant({ accountId: 'anna', clientId: params.client_id })
  grant.addOIDCScope(params.scope)
  const grantId = await grant.save()
  const result = { login: { accountId: 'anna' }, consent: { grantId } }
  await provider.interactionFinished(request, response, result)
}

async function deny (provider, request, response) {
  const result = { error: 'access_denied', error_description: 'anna said no' }
  await provider.interactionFinished(request, response, result)
}

// Hands a request to the provider below `path`, which requires its own route in `url` and the whole in `originalUrl`.
function respondBelow (path, providers, request, response) {
  request.originalUrl = path + request.url
  return providers.get(path).callback()(request, response)
}

async function respond (providers, request, response) {
  const { pathname } = new URL(request.url, 'http://127.0.0.1')
  const path = paths.findLast((path) => pathname.startsWith(`${path}/`))
  const [, folder, uid, decision] = pathname.slice(path.length).split('/')
  if (pathname === `${oauthMetadata}/inserted`) {
    request.url = oauthMetadata
    await respondBelow('/inserted', providers, request, response)
  } else if (folder !== 'consent') {
    request.url = request.url.slice(path.length)
    await respondBelow(path, providers, request, response)
  } else if (request.method === 'POST') {
    await (decision === 'allow' ? allow : deny)(providers.get(path), request, response)
  } else {
    response.setHeader('Content-Type', 'text/html').end(consentPage(`${path}/consent/${uid}`))
  }
}

const server = http.createServer()
server.listen(0, '127.0.0.1', () => {
  const root = `http://127.0.0.1:${server.address().port}`
  const providers = new Map(paths.map((path) => {
    const interactions = { url: (_context, interaction) => `${path}/consent/${interaction.uid}` }
    return [path, new Provider(root + path, { ...configuration, interactions })]
  }))
  server.on('request', (request, response) => {
    respond(providers, request, response).catch((error) => response.writeHead(500).end(String(error)))
  })
  console.log(root)
})
