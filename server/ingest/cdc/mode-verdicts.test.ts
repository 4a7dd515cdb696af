import { expect, test } from 'vitest'
import type { ServerFacts } from './inspect-server.ts'
import { judgeModes } from './mode-verdicts.ts'

const server: ServerFacts = {
  version: '18.1',
  versionNumber: 180_001,
  database: 'erp',
  user: 'vigie',
  encrypted: true,
  isReadOnly: false,
  walLevel: 'logical',
  slots: { used: 0, limit: 10 },
  senders: { used: 0, limit: 10 },
  mayReplicate: true,
  isSuperuser: false,
  mayCreate: true,
}
const orders = {
  table: 'public.orders',
  primaryKey: ['id'],
  replicaIdentity: 'default' as const,
  canSelect: true,
  hidesRows: false,
  isOwner: true,
  mayTrigger: true,
}
const nothing = { publication: false, slot: false, outbox: false }

test('a database where nothing stands in the way is captured by replication', () => {
  const { modes, recommended } = judgeModes({ server, tables: [orders], own: nothing })
  const clear = { possible: true, obstacles: [] }
  expect(modes).toEqual({ replication: clear, outbox: clear, poll: clear })
  expect(recommended).toBe('replication')
})

test.each([
  [130_012, 'outbox', { replication: ['version-too-old'], outbox: [] }],
  [120_022, 'poll', { replication: ['version-too-old'], outbox: ['version-too-old'] }],
])('an old server (%i) is captured by %s', (versionNumber, mode, expected) => {
  const { modes, recommended } = judgeModes({ server: { ...server, versionNumber }, tables: [orders], own: nothing })
  expect(recommended).toBe(mode)
  expect(modes.replication.obstacles.map(({ code }) => code)).toEqual(expected.replication)
  expect(modes.outbox.obstacles.map(({ code }) => code)).toEqual(expected.outbox)
})

test('who may create nothing can use what somebody else made', () => {
  const given = { server: { ...server, mayCreate: false }, tables: [{ ...orders, isOwner: false, mayTrigger: false }] }
  expect(judgeModes({ ...given, own: nothing }).recommended).toBe('poll')
  expect(judgeModes({ ...given, own: { ...nothing, publication: true } }).recommended).toBe('replication')
  expect(judgeModes({ ...given, own: { ...nothing, outbox: true } }).recommended).toBe('outbox')
})

test('a table without a key, or that may not be read, costs something and forbids nothing', () => {
  const tables = [orders, { ...orders, table: 'public.notes', primaryKey: [] }, { ...orders, canSelect: false }]
  const { modes } = judgeModes({ server, tables, own: nothing })
  expect(modes.replication).toMatchObject({
    possible: true,
    obstacles: [{ code: 'insufficient-privilege' }, { code: 'no-primary-key' }],
  })
  expect(modes.poll.possible).toBe(true)
  expect(modes.poll.obstacles[0]?.detail).toContain(`grant usage on schema "public" to`)
})

test('rows that policies hide from the user cost something, and where all tables have policies nothing can be polled', () => {
  const hidden = { ...orders, table: 'public.salaries', hidesRows: true }
  const { poll } = judgeModes({ server, tables: [orders, hidden], own: nothing }).modes
  expect(poll).toMatchObject({ possible: true, obstacles: [{ code: 'insufficient-privilege' }] })
  expect(poll.obstacles[0]?.detail).toContain('public.salaries')
  expect(poll.obstacles[0]?.detail).toContain('alter role "vigie" bypassrls;')
  const { modes, recommended } = judgeModes({ server, tables: [hidden], own: nothing })
  expect(modes.poll.possible).toBe(false)
  expect(modes.replication).toMatchObject({ possible: true, obstacles: [{ code: 'insufficient-privilege' }] })
  expect(modes.outbox).toMatchObject({ possible: true, obstacles: [{ code: 'insufficient-privilege' }] })
  expect(recommended).toBe('replication')
})
