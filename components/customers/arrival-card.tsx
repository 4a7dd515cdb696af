'use client'

import { Phone, TriangleAlert } from 'lucide-react'
import { Link } from '#components/ui/link.tsx'
import { useTranslations } from 'next-intl'
import type { ArrivalRow } from '#contract/views/customers.ts'
import { useFormats } from '#components/format/use-formats.ts'
import { CallOutcomes, ReleaseArrival, TakeArrival } from './arrival-actions.tsx'
import { EntryWords } from './entry-words.tsx'
import { useCustomerWords } from './use-customer-words.ts'
import { arrivalLinkId } from './use-kept-focus.ts'

interface ArrivalCardProps {
  arrival: ArrivalRow
  now: number
  grey: boolean
}

/** A new account: whom to call, what they did and what went wrong, and who takes care of it. */
export function ArrivalCard({ arrival, now, grey }: ArrivalCardProps) {
  const t = useTranslations('customers')
  const name = arrival.name ?? arrival.email ?? arrival.phone ?? t('new.unnamed')
  const { takenBy } = arrival
  return (
    <li
      aria-label={name}
      data-arrival={arrival.id}
      className={`flex flex-wrap items-start gap-x-6 gap-y-2 border-b border-line px-4 py-3 tablet:px-6 ${grey ? 'text-stale' : ''}`}
    >
      <ArrivalFacts arrival={arrival} now={now} />
      <ArrivalDeeds arrival={arrival} now={now} />
      <div className="flex flex-wrap items-center gap-2 max-tablet:w-full tablet:justify-end desk:w-96">
        {takenBy === null ? (
          <TakeArrival arrival={arrival} name={name} />
        ) : (
          <>
            <p className="mr-auto">
              <span className="text-ink-muted">{t('new.has')} </span>
              <span className="font-strong">{takenBy.name}</span>
            </p>
            {arrival.outcome === null && <ReleaseArrival arrival={arrival} name={name} />}
            {arrival.outcome === null || arrival.outcome === 'call-back' || arrival.outcome === 'no-answer' ? (
              <CallOutcomes arrival={arrival} name={name} />
            ) : null}
          </>
        )}
        <Outcome arrival={arrival} now={now} />
      </div>
    </li>
  )
}

function Outcome({ arrival: { outcome, note, calledAt }, now }: Pick<ArrivalCardProps, 'arrival' | 'now'>) {
  const t = useTranslations('customers')
  const formats = useFormats()
  if (outcome === null) return null
  return (
    <p className="basis-full text-12 text-ink-muted tablet:text-right">
      {[t(`outcomes.${outcome}`), calledAt === null ? null : formats.since(calledAt, now), note]
        .filter((part) => part !== null)
        .join(', ')}
    </p>
  )
}

function ArrivalFacts({ arrival, now }: Pick<ArrivalCardProps, 'arrival' | 'now'>) {
  const t = useTranslations('customers.new')
  const words = useCustomerWords()
  const formats = useFormats()
  const { name, email, phone, at, channel, source } = arrival
  return (
    <div className="w-60 min-w-0 max-tablet:w-full">
      <h3 className="font-strong wrap-anywhere">
        <Link
          id={arrivalLinkId(arrival.id)}
          href={`/customers/${arrival.id}`}
          className="inline-block py-0.5 hover:underline max-tablet:py-3"
        >
          {name ?? email ?? phone ?? t('unnamed')}
        </Link>
      </h3>
      {phone === null ? (
        <p className="text-ink-muted">{t('noPhone')}</p>
      ) : (
        <a
          href={`tel:${phone.replaceAll(' ', '')}`}
          className="inline-flex h-6 items-center gap-1.5 font-strong text-accent hover:underline max-tablet:h-11"
        >
          <Phone aria-hidden="true" strokeWidth={1.6} className="size-3.5" />
          {phone}
        </a>
      )}
      <p className="text-12 text-ink-muted">
        <time dateTime={new Date(at).toISOString()} title={`${formats.day(at, now)}, ${formats.second(at)}`}>
          {words.ago(at, now)}
        </time>
        {` · ${channel === null ? source : words.channel(channel)}`}
      </p>
    </div>
  )
}

/** What went wrong first: that is what the call is about. */
function ArrivalDeeds({ arrival: { did, trouble }, now }: Pick<ArrivalCardProps, 'arrival' | 'now'>) {
  const t = useTranslations('customers.new')
  if (did.length === 0 && trouble.length === 0)
    return <p className="min-w-50 flex-1 text-ink-muted">{t('didNothing')}</p>
  return (
    <ul className="grid min-w-50 flex-1 gap-0.5 max-tablet:basis-full">
      {trouble.map((entry) => (
        <li key={entry.position} className="flex items-start gap-1.5 text-bad">
          <TriangleAlert aria-hidden="true" strokeWidth={1.6} className="mt-0.5 size-3.5" />
          <EntryWords entry={entry} now={now} />
        </li>
      ))}
      {did.map((entry) => (
        <li key={entry.position} className="flex text-ink-muted">
          <EntryWords entry={entry} now={now} />
        </li>
      ))}
    </ul>
  )
}
