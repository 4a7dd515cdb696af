'use client'

import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import type { WireEvent } from '#contract/event.ts'
import { delayOf } from '#components/format/duration.ts'
import { useDuration } from '#components/format/use-duration.ts'
import { useFormats } from '#components/format/use-formats.ts'
import { useServerNow } from '#components/live/use-connection.ts'
import type { Filter } from './event-filter.ts'

interface EventFactsProps {
  event: WireEvent
  onFilter: (filter: Filter) => void
}

/** The envelope in words; a press on source, type or subject looks for others like it. */
export function EventFacts({ event, onFilter }: EventFactsProps) {
  const t = useTranslations('eventLog')
  const formats = useFormats()
  const duration = useDuration()
  const [occurred, received] = [Date.parse(event.occurredAt), Date.parse(event.receivedAt)]
  const now = useServerNow(60_000) ?? received
  const moment = (at: number): string => `${formats.day(at, now)}, ${formats.tenth(at)}`
  return (
    <dl className="grid grid-cols-[7rem_minmax(0,1fr)] gap-x-3 gap-y-1.5 text-12">
      <Fact name={t('source')}>
        <Look value={event.source} onLook={() => onFilter({ source: event.source })} />
      </Fact>
      <Fact name={t('type')}>
        <Look value={event.type} onLook={() => onFilter({ type: event.type })} />
      </Fact>
      <Fact name={t('subject')}>
        {event.subject === null ? (
          <span className="text-ink-faint">{t('noSubject')}</span>
        ) : (
          <Look value={event.subject} onLook={() => onFilter({ subject: event.subject ?? '' })} />
        )}
      </Fact>
      <Fact name={t('id')}>{event.id}</Fact>
      <Fact name={t('position')}>{event.position}</Fact>
      <Fact name={t('occurred')}>
        {moment(occurred)}
        {event.clamped && <span className="text-ink-muted"> · {t('clampedWhy')}</span>}
      </Fact>
      <Fact name={t('received')}>
        {moment(received)}
        {received > occurred && (
          <span className="text-ink-muted"> · {t('after', { delay: duration(delayOf(received - occurred)) })}</span>
        )}
      </Fact>
      {event.backfill && <Fact name={t('mode')}>{t('backfillWhy')}</Fact>}
    </dl>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-muted">{name}</dt>
      <dd className="wrap-anywhere text-ink">{children}</dd>
    </>
  )
}

function Look({ value, onLook }: { value: string; onLook: () => void }) {
  const t = useTranslations('eventLog')
  return (
    <button
      type="button"
      title={t('onlyThis')}
      onClick={onLook}
      className="rounded-1 text-left text-ink underline decoration-line-strong underline-offset-3 hover:decoration-accent"
    >
      {value}
    </button>
  )
}
