import type { LucideIcon } from 'lucide-react'

/** In the order they are shown in. */
export const paletteGroups = ['customers', 'opened', 'screens', 'stock', 'preferences'] as const
export type PaletteGroup = (typeof paletteGroups)[number]

/** What can be chosen. */
export interface PaletteEntry {
  /** Unique among all entries. */
  id: string
  group: PaletteGroup
  label: string
  detail: string
  Icon: LucideIcon
  choose: () => void
}

/** Without case and accents, so that *evenements* finds *Événements*. */
function plain(text: string): string {
  return text
    .normalize('NFD')
    .replaceAll(/\p{Diacritic}/gu, '')
    .toLowerCase()
}

/** @returns entries in which each of the words begins a word, those that are called so first. */
export function matchEntries(entries: readonly PaletteEntry[], words: string): readonly PaletteEntry[] {
  const wanted = plain(words).split(/\s+/).filter(Boolean)
  if (wanted.length === 0) return entries
  const begins = (text: string): boolean => {
    const parts = plain(text).split(/[^\p{L}\p{N}]+/u)
    return wanted.every((word) => parts.some((part) => part.startsWith(word)) || plain(text).startsWith(word))
  }
  const named = entries.filter(({ label }) => begins(label))
  return [...named, ...entries.filter((entry) => !named.includes(entry) && begins(`${entry.label} ${entry.detail}`))]
}

/** Entries by group, groups without any left out; and the order that arrow keys go through. */
export function groupEntries(entries: readonly PaletteEntry[]) {
  const groups = paletteGroups
    .map((name) => ({ name, entries: entries.filter(({ group }) => group === name) }))
    .filter((group) => group.entries.length > 0)
  return { groups, order: groups.flatMap((group) => group.entries) }
}
