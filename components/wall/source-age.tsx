'use client'

import { useTranslations } from 'next-intl'
import type { WallSourceRow } from '#contract/views/wall.ts'
import { AgeMark } from '#components/age-mark/age-mark.tsx'
import type { Age } from '#components/age-mark/age-of.ts'
import { intervalOf } from '#components/format/duration.ts'
import { useDuration } from '#components/format/use-duration.ts'
import { useFormats } from '#components/format/use-formats.ts'
import { knownUntil, sourceAgeOf } from './source-age-of.ts'
import { useTicked } from './use-ticked.ts'
import type { ViewAge } from './use-view-age.ts'

type Aged = Pick<
  WallSourceRow,
  'name' | 'mode' | 'promiseSeconds' | 'everySeconds' | 'lastReceivedAt' | 'asOf' | 'problemSince'
>

/** The age of a source, looked at once a second. */
export function useSourceAge(source: Aged, viewAge: ViewAge): Age {
  return sourceAgeOf(source, useTicked(knownUntil(source), viewAge.now), viewAge)
}

/** A source's age mark; opened, it says what the source promises and when it last spoke. */
export function SourceAge({ source, age, now }: { source: Aged; age: Age; now: number }) {
  const t = useTranslations('wall')
  const duration = useDuration()
  const formats = useFormats()
  const moment = (at: number) => `${formats.day(at, now)}, ${formats.tenth(at)}`
  return (
    <AgeMark age={age} now={now}>
      <p className="text-13 font-strong">{source.name}</p>
      <p className="mt-1 text-ink-muted">
        {t('sourcePromise', { promise: duration(intervalOf(source.promiseSeconds * 1000)) })}
      </p>
      <p className="text-ink-muted">
        {source.lastReceivedAt === null
          ? t('sourceNeverHeard')
          : t('sourceLastHeard', { time: moment(source.lastReceivedAt) })}
      </p>
      {source.asOf !== null && <p className="text-ink-muted">{t('sourceAsOf', { time: moment(source.asOf) })}</p>}
    </AgeMark>
  )
}
