'use client'

import { X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'

interface SubjectProps {
  /** What it is, for who cannot see where it stands. */
  label: string
  title: string
  /** Beside the title. */
  aside?: ReactNode
  onClose: () => void
  children: ReactNode
}

/** What was opened: to the right of its list, over it where there is no room for both, from below on a phone. */
export function Subject({ label, title, aside, onClose, children }: SubjectProps) {
  const t = useTranslations('eventLog')
  return (
    <section
      aria-label={label}
      className="fixed z-7 overflow-y-auto overscroll-contain bg-overlay shadow-overlay max-tablet:inset-x-0 max-tablet:top-24 max-tablet:bottom-14 max-tablet:rounded-t-3 max-desk:tablet:inset-y-0 max-desk:tablet:right-0 max-desk:tablet:w-120 desk:sticky desk:top-12 desk:z-auto desk:h-[calc(100dvh-3rem)] desk:border-l desk:border-line desk:bg-surface desk:shadow-none"
    >
      <header className="sticky top-0 z-1 flex items-center gap-3 border-b border-line bg-inherit px-4 py-2 tablet:px-6 desk:h-11 desk:py-0">
        <h2 className="min-w-0 flex-1 truncate text-15 font-title tracking-[-0.01em]" title={title}>
          {title}
        </h2>
        {aside}
        <button
          type="button"
          aria-label={t('close')}
          title={t('closeKey')}
          aria-keyshortcuts="Escape"
          onClick={onClose}
          className="-mr-2 grid size-8 place-items-center rounded-2 text-ink-muted hover:bg-fill max-tablet:size-11"
        >
          <X aria-hidden="true" strokeWidth={1.6} className="size-4" />
        </button>
      </header>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-6 px-4 pt-4 pb-8 tablet:px-6">{children}</div>
    </section>
  )
}
