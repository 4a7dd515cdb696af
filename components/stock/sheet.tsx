'use client'

import { X } from 'lucide-react'
import { Link } from '#components/ui/link.tsx'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { stockHref } from './stock-address.ts'

interface SheetProps {
  label: string
  /** Otherwise a phone does not show it. */
  isChosen: boolean
  /** As high as the window lets it. */
  isWhole: boolean
  children: ReactNode
}

/** What is looked at: beside the list, on a phone from below and over it. */
export function Sheet({ label, isChosen, isWhole, children }: SheetProps) {
  const t = useTranslations('stock')
  return (
    <section
      aria-label={label}
      className={`@container min-w-0 max-tablet:fixed max-tablet:inset-x-0 max-tablet:bottom-[calc(3.5rem+env(safe-area-inset-bottom))] max-tablet:z-5 max-tablet:max-h-[calc(100dvh-7.5rem)] max-tablet:overflow-y-auto max-tablet:overscroll-contain max-tablet:rounded-t-3 max-tablet:bg-overlay max-tablet:shadow-overlay ${isChosen ? '' : 'max-tablet:hidden'} ${isWhole ? 'max-tablet:h-full' : ''}`}
    >
      <Link
        href={stockHref}
        scroll={false}
        aria-label={t('close')}
        title={t('closeKey')}
        className="absolute top-1 right-1 z-1 grid size-11 place-items-center rounded-2 text-ink-muted tablet:hidden"
      >
        <X aria-hidden="true" strokeWidth={1.6} className="size-4" />
      </Link>
      <div className="flex flex-col px-4 pt-4 pb-4 tablet:px-6 tablet:pb-5 desk:px-8">{children}</div>
    </section>
  )
}
