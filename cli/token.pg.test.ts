import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { createdTokenSchema, tokenListSchema } from '#contract/tokens.ts'
import { createToken, readTokenViewer } from '#server/api/tokens/token-table.ts'
import { createCommandPool } from '#server/db/pool.ts'
import { fromTerminal, readAudit } from '#server/testing/audit-entries.ts'
import { testDatabase } from '#server/testing/database.ts'
import { acquireLock } from './lock.ts'
import type { Left } from './testing/in-process.ts'
import { vigieInProcess } from './testing/in-process.ts'

const { url } = await testDatabase()
const pool = createCommandPool(url)
afterAll(() => pool.end())

const own = { DATABASE_URL: url, VIGIE_SECRET: 'x'.repeat(32), VIGIE_DATA_DIR: '/nonexistent/vigie' }

function vigie(...args: string[]): Promise<Left> {
  return vigieInProcess(own, args)
}

test('token create prints a token that is somebody with its roles; token revoke ends that, and the audit names both', async () => {
  const made = await vigie('token', 'create', '--role', 'exec', 'data', '--name', 'Nightly report', '--json')
  expect(made).toMatchObject({ code: 0, err: '' })
  const { id, token, ...rest } = createdTokenSchema.parse(JSON.parse(made.out))
  expect(rest).toMatchObject({ name: 'Nightly report', roles: ['exec', 'data'], ending: token.slice(-4) })
  expect(await readTokenViewer(pool, { token, demo: false })).toEqual({
    id,
    name: 'Nightly report',
    kind: 'token',
    roles: ['exec', 'data'],
  })

  const listed = await vigie('token', 'list', '--json')
  expect(listed.out).not.toContain(token)
  expect(tokenListSchema.parse(JSON.parse(listed.out)).tokens).toMatchObject([{ id, revokedAt: null }])

  expect(await vigie('token', 'revoke', id)).toMatchObject({ code: 0, err: '' })
  expect(await readTokenViewer(pool, { token, demo: false })).toBeNull()
  const entry = { ...fromTerminal, subject: 'Nightly report', members: [] }
  expect(await readAudit(url)).toEqual([
    { ...entry, action: 'token.create' },
    { ...entry, action: 'token.revoke' },
  ])
})

test('beside a demonstration that runs, what its personas have made does not rest', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'vigie-test-token-'))
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  await pool.query(
    `insert into users (id, name, email, roles, is_persona) values
      ('persona', 'Persona', 'persona@shop.example', '{admin}', true)`,
  )
  const { id } = await createToken(pool, {
    name: 'Of a persona',
    roles: ['data'],
    createdBy: { id: 'persona', name: 'P' },
  })
  const isResting = async () => {
    const { out } = await vigieInProcess({ ...own, VIGIE_DATA_DIR: directory }, ['token', 'list', '--json'])
    return tokenListSchema.parse(JSON.parse(out)).tokens.find((token) => token.id === id)?.isResting
  }
  expect(await isResting()).toBe(true)
  const lock = await acquireLock(directory, 'demo')
  expect(await isResting()).toBe(false)
  await lock.release()
  expect(await isResting()).toBe(true)
})

test('token says what is wrong with what it is given', async () => {
  expect((await vigie('token', 'create')).err).toContain('--role')
  expect((await vigie('token', 'create', '--role', 'king')).err).toContain('Allowed choices are admin, exec')
  expect(await vigie('token', 'revoke', 'shop')).toMatchObject({ code: 1, err: expect.stringContaining('Say the id') })
  expect((await vigie('token', 'revoke', '00000000-0000-4000-8000-000000000000')).err).toContain('no such token')
})
