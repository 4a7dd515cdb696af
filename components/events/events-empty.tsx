'use client'

import { ListFilter, Radio } from 'lucide-react'
import { Link } from '#components/ui/link.tsx'
import { useTranslations } from 'next-intl'
import { FullState } from '#components/states/full-state.tsx'
import { Button, buttonVariants } from '#components/ui/button.tsx'
import type { Filter } from './event-filter.ts'
import { isEmptyFilter } from './event-filter.ts'
import { OlderFoot } from './older-foot.tsx'
import type { EventsState } from './use-events.ts'

interface EventsEmptyProps {
  filter: Filter
  events: EventsState
  onClear: () => void
}

/** Nothing has come yet, or nothing that passes the filter has of late. */
export function EventsEmpty({ filter, events, onClear }: EventsEmptyProps) {
  const t = useTranslations('eventLog')
  if (isEmptyFilter(filter)) {
    return (
      <FullState level={2} Icon={Radio} title={t('nothingYet')}>
        <p className="text-ink-muted">{t('nothingYetWhy')}</p>
        <Link href="/settings/sources" className={buttonVariants({ variant: 'primary', className: 'mt-2' })}>
          {t('connect')}
        </Link>
      </FullState>
    )
  }
  return (
    <FullState level={2} Icon={ListFilter} title={t('noMatch')}>
      <p className="text-ink-muted">{events.older === 'none' ? t('noMatchEver') : t('noMatchWhy')}</p>
      <div className="mt-2 flex flex-wrap items-center gap-2">
        <Button onClick={onClear}>{t('clear')}</Button>
        {events.older !== 'none' && <OlderFoot events={events} />}
      </div>
    </FullState>
  )
}
