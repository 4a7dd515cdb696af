'use client'

import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import type { ViewSnapshot } from '#contract/view.ts'
import type { CompanyHeadRow, CompanyRow, PersonRow } from '#contract/views/company.ts'
import { peopleShown } from '#contract/views/company.ts'
import { onSiteMs } from '#contract/views/customer.ts'
import { AgeMark } from '#components/age-mark/age-mark.tsx'
import { useFormats } from '#components/format/use-formats.ts'
import { meaningOf } from '#components/live/refusal-meaning.ts'
import { useServerNow } from '#components/live/use-connection.ts'
import { useView } from '#components/live/use-view.ts'
import { Forbidden } from '#components/states/forbidden.tsx'
import { useViewAge } from '#components/wall/use-view-age.ts'
import { CustomerSkeleton } from './customer-skeleton.tsx'
import { CustomerUnknown } from './customer-unknown.tsx'
import { initialsOf } from './initials.ts'
import { InterestPane } from './interest-pane.tsx'
import { PersonLine } from './person-line.tsx'

interface ScreenProps {
  id: string
  initial?: ViewSnapshot
  /** Nobody had named it when the page was rendered. */
  isUnknown?: boolean
}

/** One company: its people, the ones on the site first, and how interested they are together; live. */
export function CompanyScreen({ id, initial, isUnknown = false }: ScreenProps) {
  const t = useTranslations('customers')
  const topic = `company:${id}` as const
  const { rows, refusal } = useView(topic, initial)
  const viewAge = useViewAge({ topic, initial, inFlight: 0, empty: false })
  const now = useServerNow(1000) ?? 0
  const read = useMemo(() => readRows(rows), [rows])
  const refused = meaningOf(refusal)
  if (refused === 'forbidden') return <Forbidden level={2} />
  if (refused === 'unknown' || (isUnknown && read.company === undefined)) return <CustomerUnknown />
  if (read.company === undefined) return <CustomerSkeleton />
  const { grey } = viewAge
  const here = grey ? 0 : read.people.filter(({ seen }) => isHere(seen, now)).length
  return (
    <div className="flex min-w-0 flex-1 flex-col">
      <CompanyHead company={read.company} here={here} />
      <div className="flex-1 max-tablet:flex max-tablet:flex-col-reverse max-tablet:justify-end tablet:grid tablet:grid-cols-[minmax(0,1fr)_19.5rem]">
        <section aria-labelledby="people" className="min-w-0 p-4 tablet:px-6 tablet:py-5">
          <h3 id="people" className="font-strong">
            {t('companies.people', { count: read.company.people })}
          </h3>
          <ul aria-labelledby="people" className="mt-2">
            {read.people.map((person) => (
              <PersonLine key={person.id} person={person} interest={read.interest} now={now} grey={grey} />
            ))}
          </ul>
          {read.company.people > peopleShown && (
            <p className="mt-3 text-12 text-ink-muted">{t('companies.shown', { count: peopleShown })}</p>
          )}
        </section>
        <div className="min-w-0 border-line p-4 max-tablet:border-b tablet:border-l tablet:px-6 tablet:py-5">
          <InterestPane
            interest={read.interest}
            now={now}
            grey={grey}
            age={<AgeMark age={viewAge.age} now={viewAge.now} />}
          />
        </div>
      </div>
    </div>
  )
}

function isHere(seen: PersonRow['seen'], now: number): boolean {
  return seen !== null && now - seen.at <= onSiteMs
}

function CompanyHead({ company, here }: { company: CompanyHeadRow; here: number }) {
  const t = useTranslations('customers')
  const formats = useFormats()
  const { orders, ordersMinor, currency, openTickets } = company
  const facts = [
    t('orders.count', { count: orders }),
    ordersMinor === null || currency === null ? null : formats.money(ordersMinor, currency),
    openTickets === 0 ? null : t('companies.tickets', { count: openTickets }),
  ]
  return (
    <header className="flex flex-wrap items-center gap-x-4 gap-y-3 border-b border-line p-4 tablet:px-6 tablet:py-5">
      <span
        aria-hidden="true"
        className="grid size-10 shrink-0 place-items-center rounded-2 bg-fill-strong text-13 font-strong text-ink"
      >
        {initialsOf(company.name)}
      </span>
      <div className="min-w-0 flex-1">
        <h2 className="text-18 font-title tracking-[-0.012em] wrap-anywhere">{company.name}</h2>
        <p className="text-ink-muted">{facts.filter((fact) => fact !== null).join(' · ')}</p>
      </div>
      {here > 0 && (
        <p className="rounded-1 bg-good-soft px-1.5 py-0.5 text-12 font-strong text-good">
          {t('companies.here', { count: here })}
        </p>
      )}
    </header>
  )
}

function readRows(rows: ReadonlyMap<string, CompanyRow>) {
  const all = [...rows.values()]
  const people = all.filter((row) => row.kind === 'person')
  return {
    company: all.find((row) => row.kind === 'company'),
    interest: all.find((row) => row.kind === 'interest'),
    people: people.toSorted((a, b) => (b.seen?.at ?? 0) - (a.seen?.at ?? 0) || (a.id < b.id ? -1 : 1)),
  }
}
