// A sign-in that someone is about to make.

import { startGotoToken, startMock } from './programs.mjs'
import { startGate } from './servers.mjs'

/**
 * Starts goto-mock-auth (with the options `mock`) and goto-token (with the options `run`), and sits a person down in
 * front of them (with the options `person`). With `gated` there is also the gate before the token endpoint.
 */
export async function prepareSignIn (t, newPerson, { mock = [], run = ['--quiet'], person = {}, gated = false } = {}) {
  const server = await startMock(t, ...mock)
  const gate = gated ? await startGate(t, server) : undefined
  return {
    mock: server,
    gate,
    run: await startGotoToken(t, server, { options: run, environment: gate?.environment }),
    person: await newPerson(t, person)
  }
}
