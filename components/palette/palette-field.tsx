'use client'

import { X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { KeyboardEvent } from 'react'
import { optionId } from './palette-list.tsx'
import type { PaletteEntry } from './palette-entry.ts'

interface PaletteFieldProps {
  words: string
  listId: string
  active: PaletteEntry | undefined
  /** There is something to choose from. */
  isExpanded: boolean
  onType: (words: string) => void
  onKey: (event: KeyboardEvent) => void
  onClose: () => void
}

/** Where one types; a thumb has no Escape, therefore a button. */
export function PaletteField({ words, listId, active, isExpanded, onType, onKey, onClose }: PaletteFieldProps) {
  const t = useTranslations('palette')
  return (
    <div className="flex items-center gap-2 border-b border-line px-2">
      <input
        type="text"
        role="combobox"
        aria-label={t('open')}
        aria-expanded={isExpanded}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={active && optionId(listId, active)}
        autoComplete="off"
        spellCheck={false}
        enterKeyHint="go"
        placeholder={t('placeholder')}
        value={words}
        onChange={(event) => onType(event.target.value)}
        onKeyDown={onKey}
        className="h-12 min-w-0 flex-1 bg-transparent px-2 text-15 focus-visible:shadow-[inset_0_0_0_2px_var(--accent)] placeholder:text-ink-faint max-tablet:text-[1rem]"
      />
      <button
        type="button"
        aria-label={t('close')}
        title={t('close')}
        onClick={onClose}
        className="grid size-8 place-items-center rounded-2 text-ink-muted hover:bg-fill max-tablet:size-11"
      >
        <X aria-hidden="true" strokeWidth={1.6} className="size-4" />
      </button>
    </div>
  )
}
