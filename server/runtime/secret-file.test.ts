import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readOrCreateSecret } from './secret-file.ts'

async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'vigie-secret-'))
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  return directory
}

test('a secret is made once, for its owner only, and kept', async () => {
  const directory = await temporaryDirectory()
  const secret = await readOrCreateSecret(directory)
  expect(secret.length).toBeGreaterThanOrEqual(43)
  expect((await stat(join(directory, 'secret'))).mode & 0o777).toBe(0o600)
  expect(await readOrCreateSecret(directory)).toBe(secret)
})

test('everybody who asks at once gets the same secret', async () => {
  const directory = await temporaryDirectory()
  const secrets = await Promise.all(Array.from({ length: 8 }, () => readOrCreateSecret(directory)))
  expect(new Set(secrets).size).toBe(1)
})
