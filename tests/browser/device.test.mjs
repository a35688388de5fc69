// The device authorization grant as people go through it: goto-token here, the browser anywhere.

import assert from 'node:assert/strict'
import test from 'node:test'
import { LIMIT, press, useChromium } from './support/chromium.mjs'
import { TOKEN } from './support/programs.mjs'
import { prepareSignIn } from './support/sign_in.mjs'

const newPerson = useChromium()

/** A run that waits for the person, the address it shows, and the code. */
async function prepareDevice (t) {
  const { run, person } = await prepareSignIn(t, newPerson, {
    mock: ['--device-interval', '0'],
    run: ['--grant', 'device-code']
  })
  const [, code] = await run.says(/^[ \t]*([A-Z\d]{4}-[A-Z\d]{4})\n/m)
  return { run, person, code, address: run.authorizationUrl }
}

test('a person who types the code gets the token to the device', { timeout: LIMIT }, async (t) => {
  const { run, person, code, address } = await prepareDevice(t)
  const page = await person.open(address)
  await page.getByRole('textbox').first().fill(code)
  await press(page, 'Continue')
  await page.getByText(code).waitFor()
  await press(page, 'Allow')
  await page.getByRole('heading', { name: 'The device is connected' }).waitFor()
  const { exitCode, stdout } = await run.outcome()
  assert.equal(exitCode, 0)
  assert.match(stdout, TOKEN)
  assert.deepEqual(person.complaints, [])
})

test('a person who follows the link compares the code, and can say no', { timeout: LIMIT }, async (t) => {
  const { run, person, code } = await prepareDevice(t)
  const [, link] = await run.says(/^[ \t]*(http\S+user_code=\S+)\n/m)
  const page = await person.open(link)
  await page.getByText(code).waitFor()
  await press(page, 'Deny')
  await page.getByRole('heading', { name: 'The device was denied' }).waitFor()
  const { exitCode, stdout, messages } = await run.outcome()
  assert.deepEqual({ exitCode, stdout }, { exitCode: 4, stdout: '' })
  assert.match(messages, /access_denied/)
  assert.deepEqual(person.complaints, [])
})
