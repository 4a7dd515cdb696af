import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import * as z from 'zod'
import { describeStarted } from './start.ts'

const messagesSchema = z.object({ try: z.object({ send: z.string() }) })

const demo = {
  command: 'demo',
  withWeb: true,
  url: 'http://127.0.0.1:3000',
  publicUrl: undefined,
  host: '127.0.0.1',
  welcomeUrl: null,
  lacksWelcome: false,
} as const

test('the demonstration names the button that is on the wall', async () => {
  const catalogue = await readFile(new URL('../messages/en.json', import.meta.url), 'utf8')
  const messages = messagesSchema.parse(JSON.parse(catalogue))
  expect(describeStarted(demo).join('\n')).toContain(`press "${messages.try.send}" on the wall`)
})

test.each(['start', 'demo'] as const)('%s without the web app sends nobody to a browser or a button', (command) => {
  const url = 'http://127.0.0.1:4000'
  const lines = describeStarted({ ...demo, command, withWeb: false, url }).join('\n')
  expect(lines).not.toMatch(/browser|press|wall/)
  expect(lines).toContain(`curl ${url}/readyz`)
})

test('the first administrator is shown the link, and the demonstration needs none', () => {
  const welcomeUrl = 'http://localhost:3000/welcome?token=t'
  expect(describeStarted({ ...demo, command: 'start', welcomeUrl }).join('\n')).toContain(welcomeUrl)
  expect(describeStarted(demo).join('\n')).toContain('look around by one tap')
})

test('where nobody can sign in and no page is there to begin at, it is said what to do instead', () => {
  const shown = { ...demo, command: 'start', withWeb: false, url: 'http://127.0.0.1:4000' } as const
  const lines = describeStarted({ ...shown, lacksWelcome: true })
  expect(lines).toContainEqual(expect.stringMatching(/^ {2}First {2}.*npm start.*VIGIE_URL/))
  expect(lines.join('\n')).not.toContain('/welcome')
})
