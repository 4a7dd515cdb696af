import { expect, test } from 'vitest'
import type { ArrivalRow } from '#contract/views/customers.ts'
import { groupArrivals } from './arrival-groups.ts'

function arrival(id: string, row: Partial<ArrivalRow>): ArrivalRow {
  const nobody = { name: null, phone: null, email: null, channel: null, source: 'crm' }
  const untouched = { takenBy: null, takenAt: null, outcome: null, note: null, calledAt: null, did: [], trouble: [] }
  return { kind: 'arrival', id, at: 0, ...nobody, ...untouched, ...row }
}

const viewer = { id: 'a', name: 'A' }

test('who waits stands first, the newest before the others; who has to be called again still waits for it', () => {
  const rows = [
    arrival('old', { at: 1 }),
    arrival('new', { at: 2 }),
    arrival('taken', { takenBy: viewer }),
    arrival('again', { takenBy: viewer, outcome: 'call-back' }),
    arrival('given-back', { outcome: 'no-answer' }),
    arrival('done', { takenBy: viewer, outcome: 'reached' }),
  ]
  const groups = groupArrivals(rows, 'b')
  const idsOf = (rows: readonly ArrivalRow[]) => rows.map(({ id }) => id)
  const ids = { waiting: idsOf(groups.waiting), taken: idsOf(groups.taken), done: idsOf(groups.done) }
  expect(groups.waitingCount).toBe(3)
  expect(ids).toEqual({ waiting: ['new', 'old', 'given-back'], taken: ['again', 'taken'], done: ['done'] })
})

test('of those that wait the view counts more than it has', () => {
  const groups = groupArrivals([arrival('new', { at: 2 }), { kind: 'waiting', count: 72 }], 'b')
  expect(groups).toMatchObject({ waiting: [{ id: 'new' }], waitingCount: 72 })
})

test('what whoever looks has is apart from what others have, unless nobody can say who looks', () => {
  const rows = [
    arrival('theirs', { takenBy: { id: 'b', name: 'B' } }),
    arrival('mine', { takenBy: viewer }),
    arrival('done', { takenBy: viewer, outcome: 'reached' }),
  ]
  expect(groupArrivals(rows, viewer.id)).toMatchObject({ mine: [{ id: 'mine' }], taken: [{ id: 'theirs' }] })
  expect(groupArrivals(rows, undefined)).toMatchObject({ mine: [], taken: [{ id: 'mine' }, { id: 'theirs' }] })
})
