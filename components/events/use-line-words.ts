'use client'

import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import type { EventRow } from '#contract/views/events.ts'
import { delayOf } from '#components/format/duration.ts'
import type { Formats } from '#components/format/formats.ts'
import { useDuration } from '#components/format/use-duration.ts'
import { useFormats } from '#components/format/use-formats.ts'
import { eventWords } from '#components/wall/event-words.ts'

/** What the lines of the log say; the same object as long as language and time zone are. */
export interface LineWords {
  time(event: EventRow, now: number): string
  delay(event: EventRow): string
  says(event: EventRow): string
  backfill: string
  clamped: string
}

/**
 * The words of all lines in one place: a busy log has a thousand new lines a second, and a line that looked up its own
 * words would cost more than everything else in it.
 */
export function useLineWords(): LineWords {
  const t = useTranslations('eventLog')
  const formats = useFormats()
  const duration = useDuration()
  return useMemo(
    () => ({
      time: ({ receivedAt }, now) =>
        now === 0 || formats.date(receivedAt) === formats.date(now)
          ? formats.second(receivedAt)
          : formats.since(receivedAt, now),
      delay: ({ receivedAt, occurredAt }) => duration(delayOf(Math.max(0, receivedAt - occurredAt))),
      says: (event) => saidOf(event, formats),
      backfill: t('backfill'),
      clamped: t('clamped'),
    }),
    // `duration` is a new function each time, and says the same as long as `t` and `formats` are the same.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [t, formats],
  )
}

/** `Parka, Nantes · €84.90`: what the event's facts say, without the word for its type. */
function saidOf({ type, facts }: EventRow, formats: Formats): string {
  const { details, figure } = eventWords(type, facts, formats)
  return [details.join(', '), figure].filter((part) => part !== undefined && part !== '').join(' · ')
}
