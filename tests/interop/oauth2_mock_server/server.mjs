// A mock authorization server by others on a loopback port of the system's choice, for test_oauth2_mock_server.py.
//
//   node server.mjs
//
// Prints its issuer on one line when it listens. Clients named after a fault get that fault, and all others a token.
// It cannot revoke for a client that comes with a secret.

import { randomUUID } from 'node:crypto'
import { Events, OAuth2Server } from 'oauth2-mock-server'

const tokenFaults = {
  'refused-client': [401, { error: 'invalid_client' }],
  'ended-client': [400, { error: 'invalid_grant', error_description: 'over\u001b[31m and out' }],
  'unlucky-client': [400, { error: 'a code that no RFC has' }],
  'broken-client': [500, 'oops'],
  'silent-client': [400, '']
}

const server = new OAuth2Server()
await server.issuer.keys.generate('RS256')
// Without it, two tokens of one second are the same.
server.service.on(Events.BeforeTokenSigning, ({ payload }) => { payload.jti = randomUUID() })
server.service.on(Events.BeforeResponse, (response, request) => {
  const { client_id: client = '', grant_type: grant } = request.body
  const fault = tokenFaults[grant === 'refresh_token' ? client.replace(/^later-/, '') : client]
  if (fault) {
    [response.statusCode, response.body] = fault
  }
})
server.service.on(Events.BeforeAuthorizeRedirect, ({ url }, request) => {
  if (request.query.client_id === 'denied-client') {
    url.searchParams.delete('code')
    url.searchParams.set('error', 'access_denied')
  }
})
server.service.on(Events.BeforeRevoke, (response, request) => {
  if (request.headers.authorization) {
    response.statusCode = 503
  }
})
await server.start(0, '127.0.0.1')
console.log(server.issuer.url)
