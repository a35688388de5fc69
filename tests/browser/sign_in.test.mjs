// The sign-in as people go through it, from the authorization URL to the last page.

import assert from 'node:assert/strict'
import test from 'node:test'
import { assertShows, LIMIT, press, statusNotice, useChromium } from './support/chromium.mjs'
import { assertFailure, assertToken } from './support/programs.mjs'
import { prepareSignIn } from './support/sign_in.mjs'

const newPerson = useChromium()

test('a person who allows it sees that, and the token is on stdout', { timeout: LIMIT }, async (t) => {
  const { run, person } = await prepareSignIn(t, newPerson)
  const page = await person.open(run.authorizationUrl)
  await press(page, 'Allow')
  await assertShows(page, 'You are signed in')
  await assertToken(run)
  assert.deepEqual(person.complaints, [])
})

test('a person who denies it sees that, and the exit code is 4', { timeout: LIMIT }, async (t) => {
  const { mock, run, person } = await prepareSignIn(t, newPerson)
  const page = await person.open(run.authorizationUrl)
  await press(page, 'Deny')
  await assertShows(page, 'Sign-in refused')
  assert.match(await page.textContent('main'), /access_denied/)
  await assertFailure(run, 4, /access_denied/)
  assert.deepEqual(await mock.tokenRequests(), [])
  assert.deepEqual(person.complaints, [])
})

test('a person who closes the tab lets the time run out', { timeout: LIMIT }, async (t) => {
  const { run, person } = await prepareSignIn(t, newPerson, { run: ['--quiet', '--timeout', '2'] })
  const page = await person.open(run.authorizationUrl)
  await page.close()
  await assertFailure(run, 5, /no authorization response came within 2 s/)
})

test('a person who closes the tab while the code is exchanged still gets the token', { timeout: LIMIT }, async (t) => {
  const { gate, run, person } = await prepareSignIn(t, newPerson, { gated: true })
  const page = await person.open(run.authorizationUrl)
  await press(page, 'Allow', { noWaitAfter: true })
  await gate.reached
  await page.close()
  gate.open()
  await assertToken(run)
})

test('a person who presses Allow twice gets one token', { timeout: LIMIT }, async (t) => {
  const { mock, gate, run, person } = await prepareSignIn(t, newPerson, { gated: true })
  const page = await person.open(run.authorizationUrl)
  const { x, y } = await page.getByRole('button', { name: 'Allow' }).boundingBox()
  await page.mouse.click(x + 5, y + 5)
  await gate.reached
  // Chromium gives up the page that was loading. The server takes no decision twice.
  await page.mouse.click(x + 5, y + 5)
  await page.getByRole('heading', { name: 'This request can’t be accepted' }).waitFor()
  gate.open()
  await assertToken(run)
  assert.equal((await mock.tokenRequests()).length, 1)
})

test('a redirect URI on localhost is reached, whichever address is tried first', { timeout: LIMIT }, async (t) => {
  const { run, person } = await prepareSignIn(t, newPerson, {
    mock: ['--redirect-uri', 'http://localhost:0/login/oauth2/code/goto']
  })
  assert.match(run.redirectUri, /^http:\/\/localhost:[1-9]/)
  const page = await person.open(run.authorizationUrl)
  await press(page, 'Allow')
  await assertShows(page, 'You are signed in')
  assert.equal(new URL(page.url()).hostname, 'localhost')
  await assertToken(run)
})

for (const { fault, exitCode, reason } of [
  { fault: 'invalid_grant', exitCode: 6, reason: /invalid_grant/ },
  { fault: '500', exitCode: 7, reason: /500/ }
]) {
  test(`an exchange that fails with ${fault} is told in the browser too`, { timeout: LIMIT }, async (t) => {
    const { run, person } = await prepareSignIn(t, newPerson, { mock: ['--fault', fault] })
    const page = await person.open(run.authorizationUrl)
    const received = page.waitForResponse((response) => response.url().startsWith(run.redirectUri))
    await press(page, 'Allow')
    assert.equal((await received).status(), 502)
    await assertShows(page, 'Sign-in failed')
    assert.match(await page.textContent('main'), reason)
    await assertFailure(run, exitCode, reason)
    assert.deepEqual(person.complaints, [statusNotice(502, 'Bad Gateway')])
  })
}
