'use client'

import { useTranslations } from 'next-intl'
import type { EventRow } from '#contract/views/events.ts'
import { AskFailed } from './ask-failed.tsx'
import { browserDetails } from './browser-details.ts'
import type { Filter } from './event-filter.ts'
import { EventFacts } from './event-facts.tsx'
import { EventStages } from './event-stages.tsx'
import { JsonBlock } from './json-block.tsx'
import { OpenedSkeleton } from './opened-skeleton.tsx'
import { RawRequest } from './raw-request.tsx'
import { Section } from './section.tsx'
import { Subject } from './subject-pane.tsx'
import { Touched } from './touched.tsx'
import { useOpened } from './use-opened.ts'

interface OpenedEventProps {
  position: string
  topic: string
  /** What the list knows of it. */
  line: EventRow | undefined
  onFilter: (filter: Filter) => void
  onClose: () => void
}

/** One event whole: what it is, what it touched, how long its way took, and the request that brought it. */
export function OpenedEvent({ position, topic, line, onFilter, onClose }: OpenedEventProps) {
  const t = useTranslations('eventLog')
  const opened = useOpened(position)
  const event = opened.phase === 'loaded' ? opened.details.event : line
  return (
    <Subject label={t('opened', { position })} onClose={onClose} title={event?.type ?? t('opened', { position })}>
      {opened.phase === 'loading' && <OpenedSkeleton />}
      {opened.phase === 'failed' && (
        <AskFailed
          failure={opened.failure}
          onRetry={() => {
            browserDetails.retry(position)
          }}
        />
      )}
      {opened.phase === 'loaded' && (
        <>
          <EventFacts event={opened.details.event} onFilter={onFilter} />
          <Section title={t('stages')}>
            <EventStages event={opened.details.event} stages={opened.stages} topic={topic} />
          </Section>
          <Section title={t('touched')}>
            <Touched touched={opened.details.touched} />
          </Section>
          <Section title={t('event')}>
            <JsonBlock label={t('event')} value={opened.details.event} />
          </Section>
          <Section title={t('request')}>
            <RawRequest request={opened.details.request} />
          </Section>
        </>
      )}
    </Subject>
  )
}
