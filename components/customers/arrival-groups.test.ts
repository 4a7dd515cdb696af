import { expect, test } from 'vitest'
import type { ArrivalRow } from '#contract/views/customers.ts'
import { groupArrivals } from './arrival-groups.ts'

function arrival(id: string, row: Partial<ArrivalRow>): ArrivalRow {
  const nobody = { name: null, phone: null, email: null, channel: null, source: 'crm' }
  const untouched = { takenBy: null, takenAt: null, outcome: null, note: null, calledAt: null, did: [], trouble: [] }
  return { kind: 'arrival', id, at: 0, ...nobody, ...untouched, ...row }
}

test('who waits stands first, the newest before the others; who has to be called again still waits for it', () => {
  const viewer = { id: 'a', name: 'A' }
  const groups = groupArrivals([
    arrival('old', { at: 1 }),
    arrival('new', { at: 2 }),
    arrival('taken', { takenBy: viewer }),
    arrival('again', { takenBy: viewer, outcome: 'call-back' }),
    arrival('given-back', { outcome: 'no-answer' }),
    arrival('done', { takenBy: viewer, outcome: 'reached' }),
  ])
  const idsOf = (rows: readonly ArrivalRow[]) => rows.map(({ id }) => id)
  const ids = { waiting: idsOf(groups.waiting), taken: idsOf(groups.taken), done: idsOf(groups.done) }
  expect(groups.waitingCount).toBe(3)
  expect(ids).toEqual({ waiting: ['new', 'old', 'given-back'], taken: ['again', 'taken'], done: ['done'] })
})

test('of those that wait the view counts more than it has', () => {
  const groups = groupArrivals([arrival('new', { at: 2 }), { kind: 'waiting', count: 72 }])
  expect(groups).toMatchObject({ waiting: [{ id: 'new' }], waitingCount: 72 })
})
