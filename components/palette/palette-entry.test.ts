import { Radio } from 'lucide-react'
import { expect, test } from 'vitest'
import type { PaletteEntry, PaletteGroup } from './palette-entry.ts'
import { groupEntries, matchEntries } from './palette-entry.ts'

function entry(
  label: string,
  { group = 'screens', detail = '' }: { group?: PaletteGroup; detail?: string } = {},
): PaletteEntry {
  return { id: label, group, label, detail, Icon: Radio, choose: () => undefined }
}

const labels = (entries: readonly PaletteEntry[]): string[] => entries.map(({ label }) => label)

const screens = [
  entry('Mur'),
  entry('Événements'),
  entry('Référence de l’API'),
  entry('Réglages', { detail: 'règles du mur' }),
]

test('nothing typed finds everything, in its order', () => {
  expect(matchEntries(screens, '  ')).toEqual(screens)
})

test('beginnings of words find, with and without accents and case, and the middle of a word does not', () => {
  expect(labels(matchEntries(screens, 'evene'))).toEqual(['Événements'])
  expect(labels(matchEntries(screens, 'API réf'))).toEqual(['Référence de l’API'])
  expect(matchEntries(screens, 'nements')).toEqual([])
})

test('what is called so comes before what only says so', () => {
  expect(labels(matchEntries(screens.toReversed(), 'mur'))).toEqual(['Mur', 'Réglages'])
})

test('a number with a hyphen is found as it is typed', () => {
  expect(labels(matchEntries([entry('TEE-0042')], 'tee-00'))).toEqual(['TEE-0042'])
})

test('arrow keys go through the groups as they are shown, and an empty group is not', () => {
  const { groups, order } = groupEntries([
    entry('Wall'),
    entry('Solenn', { group: 'customers' }),
    entry('Dark', { group: 'preferences' }),
  ])
  expect(groups.map(({ name }) => name)).toEqual(['customers', 'screens', 'preferences'])
  expect(labels(order)).toEqual(['Solenn', 'Wall', 'Dark'])
})
