'use client'

import { Link2, Printer } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { BriefRow } from '#contract/views/meetings.ts'
import { durationOf } from '#components/format/duration.ts'
import { useDuration } from '#components/format/use-duration.ts'
import { useFormats } from '#components/format/use-formats.ts'
import { Button, buttonVariants } from '#components/ui/button.tsx'
import { countdownOf, whenIs } from './meeting-days.ts'

/** What it is about, when and where, and how long it is until then. */
export function BriefHead({ meeting, now }: { meeting: BriefRow; now: number }) {
  const t = useTranslations('meetings')
  const formats = useFormats()
  const { title, description, location, url, startsAt, endsAt, allDay, cancelled } = meeting
  const isToday = formats.date(startsAt) === formats.date(now)
  const day = isToday ? null : formats.day(startsAt, now)
  const time = allDay
    ? t('allDayLong')
    : t('fromTo', { from: formats.minute(startsAt), to: formats.minute(Math.max(startsAt, endsAt)) })
  const where = [location === url ? null : location, day, time].filter((part) => part !== null).join(', ')
  return (
    <header className="flex flex-wrap items-start gap-x-4 gap-y-3 border-b border-line pb-4">
      <div className="min-w-0 flex-1 max-tablet:basis-full">
        <h2 id="meeting" className="text-18 font-title tracking-[-0.012em] wrap-anywhere">
          {title ?? t('untitled')}
        </h2>
        <p className="text-ink-muted wrap-anywhere">{where}</p>
        {description !== null && (
          <p className="mt-1 line-clamp-2 max-w-160 text-ink-muted wrap-anywhere">{description}</p>
        )}
      </div>
      <p className="grid justify-items-start max-tablet:mr-auto tablet:justify-items-end">
        {cancelled ? (
          <span className="bg-bad-soft px-2 py-1 font-strong text-bad">{t('cancelled')}</span>
        ) : (
          <Countdown meeting={meeting} now={now} />
        )}
      </p>
      <Button
        className="max-tablet:h-11 print:hidden"
        onClick={() => {
          window.print()
        }}
      >
        <Printer aria-hidden="true" strokeWidth={1.6} />
        {t('print')}
      </Button>
      {url !== null && !cancelled && (
        <a
          href={url}
          target="_blank"
          rel="noreferrer"
          className={buttonVariants({ variant: 'primary', className: 'max-tablet:h-11 print:hidden' })}
        >
          <Link2 aria-hidden="true" strokeWidth={1.6} />
          {t('join')}
        </a>
      )}
    </header>
  )
}

/** By the second in the last hour. It goes on by the server's clock, also while the line is lost. */
function Countdown({ meeting, now }: { meeting: BriefRow; now: number }) {
  const t = useTranslations('meetings')
  const duration = useDuration()
  const when = whenIs(meeting, now)
  if (when !== 'ahead' || meeting.allDay)
    return (
      <span className="text-ink-muted">{when === 'over' ? t('done') : when === 'running' ? t('running') : ''}</span>
    )
  const words = countdownOf(meeting.startsAt, now) ?? duration(durationOf(meeting.startsAt - now))
  return (
    <>
      <span role="timer" className="text-24 font-number tracking-[-0.03em] print:hidden">
        {words}
      </span>
      <span className="text-12 text-ink-muted print:hidden">{t('untilStart')}</span>
    </>
  )
}
