'use client'

import { BellOff, BellRing, UserPlus } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import type { ViewSnapshot } from '#contract/view.ts'
import type { ArrivalRow } from '#contract/views/customers.ts'
import { AgeMark } from '#components/age-mark/age-mark.tsx'
import { meaningOf } from '#components/live/refusal-meaning.ts'
import { useServerNow } from '#components/live/use-connection.ts'
import { useView } from '#components/live/use-view.ts'
import { Forbidden } from '#components/states/forbidden.tsx'
import { FullState } from '#components/states/full-state.tsx'
import { Button } from '#components/ui/button.tsx'
import { useViewer } from '#components/viewer/viewer-context.tsx'
import { useViewAge } from '#components/wall/use-view-age.ts'
import { ArrivalCard } from './arrival-card.tsx'
import { groupArrivals } from './arrival-groups.ts'
import { ArrivalsSkeleton } from './arrivals-skeleton.tsx'
import { useArrivalCalls } from './use-arrival-calls.ts'
import { useKeptFocus } from './use-kept-focus.ts'

const topic = 'customers:new'

/** Accounts as they are opened: who waits, who has whom, and what came of it. */
export function ArrivalsScreen({ initial }: { initial: ViewSnapshot }) {
  const t = useTranslations('customers.new')
  const { rows, refusal } = useView(topic, initial)
  const viewAge = useViewAge({ topic, initial, inFlight: 0, empty: false })
  const now = useServerNow(1000) ?? 0
  const viewer = useViewer()?.id
  const groups = useMemo(() => groupArrivals(rows.values(), viewer), [rows, viewer])
  const calls = useArrivalCalls(groups)
  const keptFocus = useKeptFocus()
  const refused = meaningOf(refusal)
  if (refused === 'forbidden') return <Forbidden level={2} />
  if (refused !== null) return <ArrivalsSkeleton />
  const isEmpty = groups.mine.length + groups.waiting.length + groups.taken.length + groups.done.length === 0
  const Bell = calls.isOn ? BellRing : BellOff
  return (
    <div {...keptFocus} className="flex min-w-0 flex-1 flex-col">
      <header className="flex min-h-11 items-center gap-3 border-b border-line px-4 py-1.5 tablet:px-6 tablet:py-0">
        <div className="flex min-w-0 flex-wrap items-center gap-x-3">
          <h2 className="font-strong" aria-live="polite">
            {t('waiting', { count: groups.waitingCount })}
          </h2>
          <span className="text-12">
            <AgeMark age={viewAge.age} now={viewAge.now} />
          </span>
        </div>
        <span className="ml-auto flex items-center gap-2 text-12 text-ink-muted">
          {calls.isRefused && <span role="status">{t('noCalls')}</span>}
          <Button
            size="small"
            variant="ghost"
            className="max-tablet:h-11"
            aria-pressed={calls.isOn}
            onClick={calls.toggle}
          >
            <Bell aria-hidden="true" strokeWidth={1.6} />
            {t('callMe')}
          </Button>
        </span>
      </header>
      {isEmpty && (
        <FullState level={2} Icon={UserPlus} title={t('empty')}>
          <p className="text-ink-muted">{t('emptyWhy')}</p>
        </FullState>
      )}
      <Group label={t('groups.mine')} arrivals={groups.mine} now={now} grey={viewAge.grey} isNamed />
      <Group
        label={t('groups.waiting')}
        arrivals={groups.waiting}
        now={now}
        grey={viewAge.grey}
        isNamed={groups.mine.length > 0}
      />
      {groups.waitingCount > groups.waiting.length && (
        <p className="px-4 py-3 text-ink-muted tablet:px-6">{t('newest', { count: groups.waiting.length })}</p>
      )}
      <Group label={t('groups.taken')} arrivals={groups.taken} now={now} grey={viewAge.grey} isNamed />
      <Group label={t('groups.done')} arrivals={groups.done} now={now} grey={viewAge.grey} isNamed />
    </div>
  )
}

interface GroupProps {
  label: string
  arrivals: readonly ArrivalRow[]
  now: number
  grey: boolean
  /** Its name is seen; right under the screen's head that says it of those that wait. */
  isNamed?: boolean
}

function Group({ label, arrivals, now, grey, isNamed = false }: GroupProps) {
  if (arrivals.length === 0) return null
  return (
    <>
      {isNamed && <p className="border-b border-line px-4 pt-5 pb-1.5 text-12 text-ink-muted tablet:px-6">{label}</p>}
      <ul aria-label={label}>
        {arrivals.map((arrival) => (
          <ArrivalCard key={arrival.id} arrival={arrival} now={now} grey={grey} />
        ))}
      </ul>
    </>
  )
}
