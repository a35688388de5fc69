// A small authorization server on a loopback port of the system's choice, for test_express_oauth_server.py.
//
//   node server.mjs REDIRECT_URI
//
// Prints its base on one line when it listens. It has no metadata, no pages and no revocation: each user is "anna",
// who agrees unless the query says allowed=false.

import OAuthServer from '@node-oauth/express-oauth-server'
import express from 'express'

const [redirectUri] = process.argv.slice(2)
const [codes, tokens] = [new Map(), new Map()]
const secrets = new Map([['small-client', '3naO10IA2agcvG+9I9TGEQ=='], ['public-client', undefined]])

const model = {
  getClient (id, secret) {
    const atAuthorization = secret === null
    const known = secrets.has(id) && (atAuthorization || secret === secrets.get(id))
    return known && { id, grants: ['authorization_code', 'refresh_token'], redirectUris: [redirectUri] }
  },
  saveAuthorizationCode (code, client, user) {
    codes.set(code.authorizationCode, { ...code, client, user })
    return code
  },
  getAuthorizationCode: (code) => codes.get(code),
  revokeAuthorizationCode: ({ authorizationCode }) => codes.delete(authorizationCode),
  saveToken (token, client, user) {
    const saved = { ...token, client, user }
    tokens.set(token.accessToken, saved).set(token.refreshToken, saved)
    return saved
  },
  getAccessToken: (token) => tokens.get(token),
  getRefreshToken: (token) => tokens.get(token),
  revokeToken: ({ accessToken, refreshToken }) => tokens.delete(accessToken) && tokens.delete(refreshToken),
  validateScope: (_user, _client, scope) => scope
}

const oauth = new OAuthServer({ model })
const app = express().use(express.urlencoded({ extended: false }))
app.get('/oauth/authorize', oauth.authorize({ authenticateHandler: { handle: () => ({ id: 'anna' }) } }))
app.post('/oauth/token', oauth.token({ requireClientAuthentication: { refresh_token: false } }))
app.get('/me', oauth.authenticate(), (_request, response) => response.json(response.locals.oauth.token.user))
const server = app.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`))
