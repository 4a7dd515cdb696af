'use client'

import { Link } from '#components/ui/link.tsx'
import { useTranslations } from 'next-intl'
import type { TimelineEntry } from '#contract/timeline.ts'
import { onSiteMs } from '#contract/views/customer.ts'
import type { AttendeeRow } from '#contract/views/meetings.ts'
import { initialsOf } from '#components/customers/initials.ts'
import { readable } from '#components/customers/sentence.ts'
import { useCustomerWords } from '#components/customers/use-customer-words.ts'
import { warmthOf } from '#components/customers/warmth.ts'
import { durationOf } from '#components/format/duration.ts'
import { useDuration } from '#components/format/use-duration.ts'
import { useFormats } from '#components/format/use-formats.ts'
import { useAttendeeName } from './use-attendee-name.ts'

interface AttendeeItemProps {
  attendee: AttendeeRow
  now: number
  grey: boolean
}

const statuses = ['accepted', 'declined', 'tentative'] as const
const reasonsShown = 2

/** Somebody who comes: how warm they are and why, and the last pages that they saw, with times. */
export function AttendeeItem({ attendee, now, grey }: AttendeeItemProps) {
  const t = useTranslations('meetings')
  const name = useAttendeeName()(attendee)
  const { customer, isUnknown, seen } = attendee
  const isHere = seen !== null && now - seen.at <= onSiteMs && !grey
  return (
    <li className="grid grid-cols-[2rem_minmax(0,1fr)_auto] gap-x-3 border-b border-line py-3 last:border-0 print:break-inside-avoid">
      <span
        aria-hidden="true"
        className="grid size-8 place-items-center rounded-full bg-fill-strong text-11 font-strong text-ink-muted"
      >
        {initialsOf(name)}
      </span>
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-x-2">
          {customer === null || isUnknown ? (
            <span className="font-strong wrap-anywhere">{name}</span>
          ) : (
            <Link href={`/customers/${customer}`} className="font-strong wrap-anywhere hover:underline max-tablet:py-2">
              {name}
            </Link>
          )}
          {isHere && <span className="rounded-1 bg-good-soft px-1.5 text-12 font-strong text-good">{t('onSite')}</span>}
        </p>
        <p className="text-12 text-ink-muted wrap-anywhere">
          <AboutAttendee attendee={attendee} now={now} />
        </p>
      </div>
      <Score attendee={attendee} now={now} grey={grey} />
      <div className="col-span-2 col-start-2 mt-1">
        {isUnknown ? <p className="text-ink-muted">{t('neverSeen')}</p> : <Pages pages={attendee.pages} now={now} />}
      </div>
    </li>
  )
}

function AboutAttendee({ attendee, now }: { attendee: AttendeeRow; now: number }) {
  const t = useTranslations('meetings')
  const words = useCustomerWords()
  const formats = useFormats()
  const { company, status, isOrganizer, orders, ordersMinor, currency, interest, isUnknown } = attendee
  const said = statuses.find((each) => each === status)
  const amount = ordersMinor === null || currency === null ? null : formats.money(ordersMinor, currency)
  const all = interest === null ? [] : warmthOf(interest, now).reasons
  // That they are met is no news here.
  const reasons = all.filter(({ term }) => term.rule !== 'meeting').slice(0, reasonsShown)
  const parts = [
    company?.name,
    isUnknown ? null : t('orders', { count: orders, amount: amount ?? 'none' }),
    isOrganizer ? t('organizer') : null,
    said === undefined ? null : t(`statuses.${said}`),
    ...reasons.map(({ term }) => words.reason(term)),
  ]
  return parts.filter((part) => part != null).join(' · ')
}

function Score({ attendee: { interest, isUnknown, pages }, now, grey }: AttendeeItemProps) {
  const t = useTranslations('meetings')
  const ofInterest = useTranslations('customers.interest')
  if (interest === null || isUnknown)
    return <p className="text-12 text-stale">{pages.length === 0 ? t('noVisit') : ''}</p>
  const { score, word } = warmthOf(interest, now)
  return (
    <p className="text-right">
      <span className={`block text-20 font-number tracking-[-0.02em] ${grey ? 'text-stale' : ''}`}>{score}</span>
      <span className="text-12 text-ink-muted">{ofInterest(word)}</span>
    </p>
  )
}

function Pages({ pages, now }: { pages: readonly TimelineEntry[]; now: number }) {
  const t = useTranslations('meetings')
  if (pages.length === 0) return <p className="text-ink-muted">{t('noPages')}</p>
  return (
    <ul>
      {pages.map((page) => (
        <Page key={page.position} page={page} now={now} />
      ))}
    </ul>
  )
}

function Page({ page: { at, facts }, now }: { page: TimelineEntry; now: number }) {
  const t = useTranslations('meetings')
  const formats = useFormats()
  const duration = useDuration()
  return (
    <li className="flex gap-3 leading-5.5 text-ink-muted">
      <time
        dateTime={new Date(at).toISOString()}
        title={`${formats.day(at, now)}, ${formats.second(at)}`}
        className="shrink-0 whitespace-nowrap text-ink-faint max-tablet:min-w-11 tablet:min-w-27"
      >
        {formats.since(at, now)}
      </time>
      <span className="min-w-0 truncate print:whitespace-normal">
        {facts.title ?? readable(facts.path) ?? t('aPage')}
      </span>
      {facts.durationMs !== undefined && (
        <span className="ml-auto whitespace-nowrap text-ink-faint">{duration(durationOf(facts.durationMs))}</span>
      )}
    </li>
  )
}
