// A page of a stranger, open in another tab of the same browser, which knows the port and tries everything.

import assert from 'node:assert/strict'
import test from 'node:test'
import { assertShows, LIMIT, press, useChromium } from './support/chromium.mjs'
import { TOKEN } from './support/programs.mjs'
import { servePage } from './support/servers.mjs'
import { prepareSignIn } from './support/sign_in.mjs'

const newPerson = useChromium()

/** Runs in the hostile page: sends requests of every kind to the port until it is closed. */
function attack (target) {
  window.rounds = 0
  window.readable = 0
  const frame = document.body.appendChild(document.createElement('iframe'))
  frame.name = 'target'
  const form = document.body.appendChild(document.createElement('form'))
  Object.assign(form, { method: 'post', action: target, target: 'target' })
  const noteResponse = () => { window.readable += 1 }
  const strike = async () => {
    const url = `${target}?code=forged&state=guess${window.rounds}`
    new Image().src = url
    const read = fetch(url).then(noteResponse, () => {})
    const blind = ['GET', 'POST', 'HEAD'].map((method) => fetch(url, { method, mode: 'no-cors' }).catch(() => {}))
    const error = fetch(`${target}?error=access_denied&state=guess`, { mode: 'no-cors' }).catch(() => {})
    if (window.rounds % 2) form.submit()
    else frame.src = url
    await Promise.all([read, error, ...blind])
    window.rounds += 1
    setTimeout(strike, 150) // with room for the other tab to be drawn, however slow the machine
  }
  strike()
}

const rounds = (count) => `window.rounds >= ${count}`

test('a hostile page neither ends nor spoils the sign-in', { timeout: LIMIT }, async (t) => {
  const { mock, run, person } = await prepareSignIn(t, newPerson, { run: ['--verbose'] })
  const port = await servePage(t, '<!doctype html><title>Evil</title>')
  const hostile = await person.open(`http://evil.localhost:${port}/`)
  await hostile.evaluate(attack, run.redirectUri)
  await run.says(/answered with 403/)
  await run.says(/answered with 405/)
  await hostile.waitForFunction(rounds(5))
  const page = await person.open(run.authorizationUrl)
  await hostile.waitForFunction(rounds(10))
  await page.bringToFront()
  await press(page, 'Allow')
  await assertShows(page, 'You are signed in')
  const { exitCode, stdout } = await run.outcome()
  assert.equal(exitCode, 0)
  assert.match(stdout, TOKEN)
  assert.equal(await hostile.evaluate('window.readable'), 0)
  assert.deepEqual((await mock.tokenRequests()).map((request) => request.status), [200])
})

test('a hostile page can neither frame nor read a page of the port', { timeout: LIMIT }, async (t) => {
  const { run, person } = await prepareSignIn(t, newPerson)
  const port = await servePage(t, `<!doctype html><title>Evil</title><iframe src="${run.redirectUri}"></iframe>`)
  const hostile = await person.open(`http://evil.localhost:${port}/`)
  const complaints = person.complaints.join('\n')
  assert.match(complaints, /frame-ancestors 'none'/)
  const frame = hostile.frames()[1]
  assert.doesNotMatch(await frame.content(), /goto-token/)
  const opening = person.context.waitForEvent('page')
  await hostile.evaluate((url) => { window.opened = window.open(url) }, run.redirectUri)
  await assertShows(await opening, 'Forbidden')
  await assert.rejects(hostile.evaluate('window.opened.document'), /SecurityError/)
})
