// What people do besides pressing Allow once: several tabs, reload, back, addresses of their own.

import assert from 'node:assert/strict'
import test from 'node:test'
import { assertShows, LIMIT, press, statusNotice, useChromium } from './support/chromium.mjs'
import { assertToken } from './support/programs.mjs'
import { servePage } from './support/servers.mjs'
import { prepareSignIn } from './support/sign_in.mjs'

const newPerson = useChromium()

test('reload and back on the last page start nothing anew', { timeout: LIMIT }, async (t) => {
  const { mock, run, person } = await prepareSignIn(t, newPerson)
  const page = await person.open(run.authorizationUrl)
  await press(page, 'Allow')
  await assertShows(page, 'You are signed in')
  await assertToken(run)
  await assert.rejects(page.reload(), /ERR_CONNECTION_REFUSED/)
  await page.waitForURL('chrome-error://**')
  await page.goBack()
  await page.getByRole('button', { name: 'Allow' }).waitFor()
  await assert.rejects(page.goForward(), /ERR_CONNECTION_REFUSED/)
  assert.equal((await mock.tokenRequests()).length, 1)
})

test('of two tabs that both allow it, one finishes the sign-in', { timeout: LIMIT }, async (t) => {
  const { mock, gate, run, person } = await prepareSignIn(t, newPerson, { gated: true })
  const first = await person.open(run.authorizationUrl)
  const second = await person.open(run.authorizationUrl)
  await press(second, 'Allow', { noWaitAfter: true })
  await gate.reached
  await press(first, 'Allow')
  await assertShows(first, 'Conflict')
  assert.match(await first.textContent('main'), /already being finished in another tab/)
  gate.open()
  await assertShows(second, 'You are signed in')
  await assertToken(run)
  assert.equal((await mock.tokenRequests()).length, 1)
  assert.deepEqual(person.complaints, [statusNotice(409, 'Conflict')])
})

test('a tab that denies it after another one allowed it changes nothing', { timeout: LIMIT }, async (t) => {
  const { gate, run, person } = await prepareSignIn(t, newPerson, { gated: true })
  const first = await person.open(run.authorizationUrl)
  const second = await person.open(run.authorizationUrl)
  await press(first, 'Allow', { noWaitAfter: true })
  await gate.reached
  await press(second, 'Deny')
  await assertShows(second, 'Conflict')
  gate.open()
  await assertToken(run)
})

test('requests for other addresses of the port get a response, and the wait goes on', { timeout: LIMIT }, async (t) => {
  const { run, person } = await prepareSignIn(t, newPerson, { run: [] })
  const { origin } = new URL(run.redirectUri)
  for (const [address, heading, status] of [
    [`${origin}/`, 'Not Found', 404],
    [`${origin}/favicon.ico`, 'Not Found', 404],
    [run.redirectUri, 'Forbidden', 403],
    [run.redirectUri.replace('127.0.0.1', 'rebound.localhost'), 'Misdirected Request', 421]
  ]) {
    const page = await person.open(address)
    await assertShows(page, heading)
    assert.equal(person.complaints.pop(), statusNotice(status, heading))
  }
  assert.deepEqual(person.complaints, [])
  const page = await person.open(run.authorizationUrl)
  await press(page, 'Allow')
  await assertShows(page, 'You are signed in')
  const { exitCode, messages } = await run.outcome()
  assert.equal(exitCode, 0)
  assert.equal(messages.match(/ignored a request to the redirect URI/g)?.length, 1, messages)
})

test('a page that takes the port for its icon does not disturb the sign-in', { timeout: LIMIT }, async (t) => {
  const { run, person } = await prepareSignIn(t, newPerson, { run: ['--verbose'] })
  const icon = new URL('/favicon.ico', run.redirectUri)
  const port = await servePage(t, `<!doctype html><link rel="icon" href="${icon}"><title>Icon</title>`)
  await person.open(`http://127.0.0.1:${port}/`)
  await run.says(/request to \/favicon\.ico: answered with 404/)
  const page = await person.open(run.authorizationUrl)
  await press(page, 'Allow')
  await assertShows(page, 'You are signed in')
  assert.equal((await run.outcome()).exitCode, 0)
})
