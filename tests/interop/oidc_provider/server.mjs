// A certified authorization server on a loopback port of the system's choice, for test_oidc_provider.py.
//
//   node server.mjs REDIRECT_URI
//
// Prints its issuer on one line when it listens. Anyone who comes to the consent page is signed in as "anna".

import http from 'node:http'
import { Provider } from 'oidc-provider'

const [redirectUri] = process.argv.slice(2)

const client = (client_id, token_endpoint_auth_method, more) => ({
  client_id,
  token_endpoint_auth_method,
  client_secret: token_endpoint_auth_method === 'none' ? undefined : '3naO10IA2agcvG+9I9TGEQ==',
  redirect_uris: [redirectUri],
  grant_types: ['authorization_code'],
  response_types: ['code'],
  ...more
})

const configuration = {
  clients: [
    client('basic-client', 'client_secret_basic'),
    client('post-client', 'client_secret_post'),
    client('public-client', 'none'),
    // For a native client any port on loopback will do (RFC 8252 section 7.3), so its URI may leave it out.
    client('native-client', 'none', {
      application_type: 'native',
      redirect_uris: [redirectUri.replace(/:\d+\//, '/')]
    })
  ],
  scopes: ['messaging.v1.send', 'webrtc.v1.write'],
  pkce: { required: () => true },
  features: { devInteractions: { enabled: false }, introspection: { enabled: true } },
  interactions: { url: (_context, interaction) => `/consent/${interaction.uid}` },
  cookies: { keys: ['signs the cookies of one test run'] },
  ttl: { AccessToken: 3600, Grant: 3600, Interaction: 600, Session: 3600 },
  findAccount: (_context, accountId) => ({ accountId, claims: () => ({ sub: accountId }) })
}

const consentPage = (uid) => `<!doctype html>
<html lang="en"><title>Consent</title>
<form method="post" action="/consent/${uid}/allow"><button>Allow</button></form>
<form method="post" action="/consent/${uid}/deny"><button>Deny</button></form>
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

async function answer (provider, request, response) {
  const [, folder, uid, decision] = new URL(request.url, provider.issuer).pathname.split('/')
  if (folder !== 'consent') {
    await provider.callback()(request, response)
  } else if (request.method === 'POST') {
    await (decision === 'allow' ? allow : deny)(provider, request, response)
  } else {
    response.setHeader('Content-Type', 'text/html').end(consentPage(uid))
  }
}

const server = http.createServer()
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`
  const provider = new Provider(issuer, configuration)
  server.on('request', (request, response) => {
    answer(provider, request, response).catch((error) => response.writeHead(500).end(String(error)))
  })
  console.log(issuer)
})
