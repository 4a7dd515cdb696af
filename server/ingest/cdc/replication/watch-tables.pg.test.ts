import { expect, test } from 'vitest'
import { replicatedItems } from '../../../testing/replicated-items.ts'
import { tableMapping } from '../../../testing/row-changes.ts'

const erp = await replicatedItems()

test('a table that somebody took out of the publication is put in again, and what is missing is said', async () => {
  await erp.followed(erp.run())
  await erp.caughtUp()
  await erp.admin.query('alter publication vigie drop table items')
  // A look between the two may see it empty before it is mended.
  await erp.memory.when(({ state }) => state.problem?.detail.includes('published again') ?? false)
  expect(erp.memory.state.problem?.code).toBe('publication-empty')
  await erp.caughtUp()
  expect(erp.memory.state.gaps).toMatchObject([
    { from: expect.any(Number) as number, to: expect.any(Number) as number },
  ])
  expect(erp.memory.state.problem?.detail).toContain('public.items')
})

test('a table that was taken out while nobody looked is put in again at the start, and a new one is no gap', async () => {
  const first = await erp.followed(erp.run())
  await first.stop()
  await erp.admin.query('alter publication vigie drop table items; create table more (id int primary key)')
  erp.config.tables = ['public.items', 'public.more']
  erp.memory.state.phase = 'waiting'
  await erp.followed(erp.run())
  await erp.caughtUp()
  expect(erp.memory.state.problem?.detail).toContain('public.items')
  expect(erp.memory.state.problem?.detail).not.toContain('public.more')
  expect(erp.memory.state.gaps).toHaveLength(1)
})

test('a mapping that waits in vain for rows as they were is named with the SQL, until the database sends them', async () => {
  erp.config.mappings = [
    tableMapping({ name: 'renamed', table: 'public.items', on: ['update'], when: [{ column: 'word', is: 'changed' }] }),
  ]
  await erp.followed(erp.run())
  await erp.memory.when(({ state }) => state.problem?.code === 'replica-identity')
  expect(erp.memory.state.problem?.detail).toContain('renamed')
  await erp.admin.query(/alter table .*;/.exec(erp.memory.state.problem?.detail ?? '')?.[0] ?? '')
  await erp.memory.when(({ state }) => state.problem === null)
  await erp.caughtUp()
  expect(erp.memory.state.gaps).toEqual([])
})

test('a column that changes lack, and that a mapping has read since before, is no news', async () => {
  await erp.admin.query('alter table items add column twice text generated always as (word || word) virtual')
  erp.config.mappings = [
    tableMapping({
      name: 'made',
      table: 'public.items',
      data: { word: { column: 'twice' }, gone: { column: 'gone' } },
    }),
  ]
  await erp.followed(erp.run())
  await erp.memory.when(({ state }) => state.problem?.code === 'schema-changed')
  expect(erp.memory.state.problem?.detail).toContain('has no column gone')
  expect(erp.memory.state.problem?.detail).not.toContain('generated')
})

test('a dropped table is named, and the others go on', async () => {
  await erp.admin.query('create table more (id int primary key)')
  erp.config.tables = ['public.items', 'public.more']
  await erp.followed(erp.run())
  await erp.admin.query('drop table more')
  await erp.memory.when(({ state }) => state.problem?.code === 'schema-changed')
  expect(erp.memory.state.problem?.detail).toContain('public.more')
  await erp.caughtUp()
})

test('a column that a mapping reads and that is renamed is named, and no gap is declared', async () => {
  erp.config.mappings = [
    {
      name: 'items',
      table: 'public.items',
      on: ['insert'],
      when: [],
      type: 'item.made',
      data: { word: { column: 'word' } },
    },
  ]
  await erp.followed(erp.run())
  expect(erp.memory.state.problem).toBeNull()
  await erp.admin.query('alter table items rename column word to words')
  await erp.memory.when(({ state }) => state.problem !== null)
  expect(erp.memory.state).toMatchObject({
    problem: {
      code: 'schema-changed',
      detail: expect.stringContaining('public.items has no column word; did you mean words?') as string,
    },
    gaps: [],
  })
  await erp.admin.query('alter table items rename column words to word')
  await erp.memory.when(({ state }) => state.problem === null)
})
