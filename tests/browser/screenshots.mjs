// Takes the pictures of the last page, in light and dark, into a folder:
//
//   node tests/browser/screenshots.mjs docs/images

import path from 'node:path'
import test from 'node:test'
import { LIMIT, press, useChromium } from './support/chromium.mjs'
import { prepareSignIn } from './support/sign_in.mjs'

const [folder] = process.argv.slice(2)
const newPerson = useChromium()

for (const { name, options } of [
  { name: 'success', options: [] },
  { name: 'failure', options: ['--fault', 'invalid_grant'] }
]) {
  test(name, { timeout: LIMIT }, async (t) => {
    const { run, person } = await prepareSignIn(t, newPerson, {
      mock: options,
      person: { viewport: { width: 640, height: 360 } }
    })
    const page = await person.open(run.authorizationUrl)
    await press(page, 'Allow')
    await page.getByRole('heading', { level: 1 }).waitFor()
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme })
      await page.screenshot({ path: path.join(folder, `${name}-${colorScheme}.png`) })
    }
  })
}
