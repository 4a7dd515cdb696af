import { expect, test } from 'vitest'
import { alertToShow, groupAlerts, listedAlerts, silentSources, withDraft } from './alert-groups.ts'
import { alertRow } from './fixtures.ts'

const out = (id: string, sku: string, atStakeMinor: number | null) =>
  alertRow({ id, sku, alert: 'out', atStakeMinor, hoursToZero: 0 })
const soon = (id: string, sku: string, hoursToZero: number | null) =>
  alertRow({ id, sku, alert: 'at-risk', hoursToZero, atStakeMinor: 9999 })

test('SKUs stand by the worst of their alerts, and their alerts together', () => {
  const { waiting } = groupAlerts([
    soon('a', 'boots', 1.8),
    out('b', 'parka', 2000),
    soon('c', 'parka', 0.5),
    out('d', 'coat', 4000),
    out('e', 'coat', null),
    soon('f', 'hat', null),
  ])
  expect(waiting.map(({ sku, alerts }) => [sku, alerts.map(({ id }) => id)])).toEqual([
    ['coat', ['d', 'e']],
    ['parka', ['b', 'c']],
    ['boots', ['a']],
    ['hat', ['f']],
  ])
})

test('what is snoozed stands apart, also of a SKU with others that are not', () => {
  const snoozed = alertRow({ id: 'b', sku: 'parka', state: 'snoozed' })
  const groups = groupAlerts([out('a', 'parka', 1), snoozed])
  expect(groups.waiting.map(({ alerts }) => alerts.map(({ id }) => id))).toEqual([['a']])
  expect(groups.snoozed.map(({ alerts }) => alerts.map(({ id }) => id))).toEqual([['b']])
})

test('places that cannot be heard stand with the source that is silent, the longest first', () => {
  const row = (place: string, source: string, lastKnownAt: number) =>
    ({ kind: 'unknown', place, placeName: place, source, sourceName: source.toUpperCase(), lastKnownAt }) as const
  expect(silentSources([row('vannes', 'erp', 20), row('brest', 'till', 10), row('auray', 'erp', 20)])).toEqual([
    { source: 'till', name: 'TILL', lastKnownAt: 10, places: ['brest'] },
    { source: 'erp', name: 'ERP', lastKnownAt: 20, places: ['auray', 'vannes'] },
  ])
})

test('what is looked at is what was asked for, else what was shown before, however bad another has become', () => {
  const alerts = listedAlerts(groupAlerts([out('a', 'parka', 1), soon('b', 'parka', 1), out('c', 'parka', 9)]))
  expect(alertToShow(alerts, ['b', 'a'])?.id).toBe('b')
  expect(alertToShow(alerts, [null, 'a'])?.id).toBe('a')
  expect(alertToShow(alerts, ['closed', null])?.id).toBe('c')
  expect(alertToShow([], ['a'])).toBeUndefined()
})

test('what is closed while somebody writes about it is still there, as closed, and nothing else is', () => {
  const alerts = [out('a', 'parka', 1)]
  const shown = out('b', 'parka', 2)
  const draftOf = (...ids: string[]) => new Map(ids.map((id) => [id, 'Called.']))
  expect(withDraft(alerts, { shown, drafts: draftOf('c', 'b') })).toEqual([...alerts, { ...shown, state: 'closed' }])
  expect(withDraft(alerts, { shown, drafts: draftOf() })).toBe(alerts)
  expect(withDraft(alerts, { shown, drafts: draftOf('a', 'c') })).toBe(alerts)
  expect(withDraft([...alerts, shown], { shown, drafts: draftOf('b') })).toEqual([...alerts, shown])
})

test('one after another what is snoozed stands last, however bad it is', () => {
  const snoozed = alertRow({ id: 'a', sku: 'parka', state: 'snoozed', atStakeMinor: 9000 })
  const alerts = listedAlerts(groupAlerts([snoozed, soon('b', 'parka', 1)]))
  expect(alerts.map(({ id }) => id)).toEqual(['b', 'a'])
})
