'use client'

import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import type { CaptureState } from '#contract/capture-state.ts'
import { delayOf, durationOf } from '#components/format/duration.ts'
import { useDuration } from '#components/format/use-duration.ts'
import { useFormats } from '#components/format/use-formats.ts'
import { Bar } from './bar.tsx'

/** What a capture is measured by. */
export function CaptureFacts({ capture, now }: { capture: CaptureState; now: number }) {
  const t = useTranslations('capture')
  const formats = useFormats()
  const { asOf, lastChangeAt, canary, wal } = capture
  return (
    <dl className="grid gap-x-8 gap-y-3 border-t border-line pt-4 grid-cols-2 desk:grid-cols-4">
      <Fact name={t('asOf')}>{asOf === null ? '–' : secondOf(asOf)}</Fact>
      <Fact name={t('lastChange')}>{lastChangeAt === null ? t('noChange') : secondOf(lastChangeAt)}</Fact>
      {capture.capture !== 'poll' && (
        <Fact name={t('canary')} note={t('canaryWhat')}>
          <Canary canary={canary} now={now} />
        </Fact>
      )}
      {wal !== null && <Kept name={t(capture.capture === 'outbox' ? 'outbox' : 'wal')} kept={wal} />}
    </dl>
  )

  /** To the second on the same day, with the day on another. */
  function secondOf(at: number): string {
    return formats.date(at) === formats.date(now) ? formats.second(at) : formats.since(at, now)
  }
}

function Fact({ name, note, children }: { name: string; note?: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-12 text-ink-muted">{name}</dt>
      <dd>
        <span className="block text-15 font-strong">{children}</span>
        {note !== undefined && <span className="block text-12 text-ink-faint">{note}</span>}
      </dd>
    </div>
  )
}

/** A test change that has been under way for so long is worth a warning. */
const slowCanaryMs = 10_000

function Canary({ canary, now }: { canary: CaptureState['canary']; now: number }): ReactNode {
  const t = useTranslations('capture')
  const duration = useDuration()
  if (canary === null) return t('canaryNone')
  if (canary.roundTripMs !== null) return duration(delayOf(canary.roundTripMs))
  const waitedMs = Math.max(0, now - canary.sentAt)
  return (
    <span className={waitedMs > slowCanaryMs ? 'text-warn' : ''}>
      {t('canaryWaiting', { age: duration(durationOf(waitedMs)) })}
    </span>
  )
}

function Kept({ name, kept }: { name: string; kept: NonNullable<CaptureState['wal']> }) {
  const t = useTranslations('capture')
  const formats = useFormats()
  const duration = useDuration()
  const { keptBytes, budgetBytes, secondsToFull } = kept
  const share = keptBytes / budgetBytes
  const words = t('walOf', { kept: formats.bytes(keptBytes), budget: formats.bytes(budgetBytes) })
  return (
    <Fact
      name={name}
      note={secondsToFull === null ? t('walCalm') : t('walFull', { time: duration(durationOf(secondsToFull * 1000)) })}
    >
      {words}
      <Bar label={name} words={words} share={share} tone={share > 0.8 ? 'bad' : share > 0.5 ? 'warn' : 'calm'} />
    </Fact>
  )
}
