// What stands around goto-token in these tests, on loopback ports of the system's choice.

import { EventEmitter, once } from 'node:events'
import http from 'node:http'
import { buffer } from 'node:stream/consumers'

/** Starts a server that is gone after the test, and returns its port. */
export async function serve (t, handler) {
  const server = http.createServer(handler).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  return server.address().port
}

/** Serves a page of HTML at every path; returns the port. */
export function servePage (t, html) {
  return serve(t, (_request, response) => response.setHeader('Content-Type', 'text/html').end(html))
}

/**
 * Stands before a mock's token endpoint and holds each request back until `open()`. `reached` is fulfilled when the
 * first one is there; `environment` makes goto-token go through it.
 */
export async function startGate (t, mock) {
  const reached = withResolvers()
  const opened = withResolvers()
  const port = await serve(t, async (request, response) => {
    const body = await buffer(request)
    reached.resolve()
    await opened.promise
    const { authorization, 'content-type': type } = request.headers
    const headers = { 'Content-Type': type, ...(authorization && { Authorization: authorization }) }
    const received = await fetch(`${mock.origin}/oauth/token`, { method: 'POST', headers, body })
    response.writeHead(received.status, { 'Content-Type': received.headers.get('content-type') })
    response.end(await received.text())
  })
  return {
    environment: { OAUTH_TOKEN_ENDPOINT: `http://127.0.0.1:${port}/oauth/token` },
    reached: reached.promise,
    open: opened.resolve
  }
}

function withResolvers () {
  const parts = {}
  parts.promise = new Promise((resolve) => { parts.resolve = resolve })
  return parts
}

/**
 * A proxy for a browser, which sees whatever leaves that browser, what Playwright does not show (such as requests for
 * icons) too. It notes each request, and carries those to this machine.
 */
export async function startRecorder (t) {
  const requests = []
  const noted = new EventEmitter()
  const port = await serve(t, (request, response) => {
    const url = new URL(request.url)
    requests.push({ url, headers: request.headers })
    noted.emit('request')
    if (url.hostname !== '127.0.0.1') {
      response.writeHead(403).end()
      return
    }
    const onward = http.request(url, { method: request.method, headers: request.headers, agent: false }, (received) => {
      response.writeHead(received.statusCode, received.rawHeaders)
      received.pipe(response)
    })
    onward.on('error', () => response.destroy())
    request.pipe(onward)
  })
  return {
    requests,
    proxy: { server: `http://127.0.0.1:${port}` },
    /** Waits until that path of that host is asked for. */
    async sees (path, host) {
      while (!requests.some(({ url }) => url.pathname === path && url.host === host)) await once(noted, 'request')
    }
  }
}
