'use client'

import { useTranslations } from 'next-intl'
import { Option } from './option.tsx'
import type { PaletteEntry, PaletteGroup } from './palette-entry.ts'

interface PaletteListProps {
  listId: string
  groups: readonly { name: PaletteGroup; entries: readonly PaletteEntry[] }[]
  active: PaletteEntry | undefined
  onPoint: (entry: PaletteEntry) => void
  onChoose: (entry: PaletteEntry) => void
}

/** By which the field says which option is meant. */
export function optionId(listId: string, { id }: PaletteEntry): string {
  return `${listId}-${id}`
}

export function PaletteList({ listId, groups, active, onPoint, onChoose }: PaletteListProps) {
  const t = useTranslations('palette')
  return (
    <div id={listId} role="listbox" aria-label={t('results')} className="overflow-y-auto p-2 tablet:max-h-[60vh]">
      {groups.map(({ name, entries }) => (
        <div key={name} role="group" aria-labelledby={`${listId}-${name}`}>
          <p id={`${listId}-${name}`} role="presentation" className="px-2 pt-2 pb-1 text-12 text-ink-faint">
            {t(`groups.${name}`)}
          </p>
          {entries.map((entry) => (
            <Option
              key={entry.id}
              id={optionId(listId, entry)}
              entry={entry}
              isActive={entry.id === active?.id}
              onPoint={() => onPoint(entry)}
              onChoose={() => onChoose(entry)}
            />
          ))}
        </div>
      ))}
    </div>
  )
}
