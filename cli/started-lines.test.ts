import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import * as z from 'zod'
import { describeStarted } from './start.ts'

const messagesSchema = z.object({ try: z.object({ send: z.string() }) })

test('the demonstration names the button that is on the wall', async () => {
  const catalogue = await readFile(new URL('../messages/en.json', import.meta.url), 'utf8')
  const messages = messagesSchema.parse(JSON.parse(catalogue))
  const said = { command: 'demo', url: 'http://127.0.0.1:3000', publicUrl: undefined, host: '127.0.0.1' } as const
  expect(describeStarted(said).join('\n')).toContain(`press "${messages.try.send}" on the wall`)
})
