'use client'

import { usePathname, useSearchParams } from 'next/navigation'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { useMemo, useRef, useState } from 'react'
import type { ViewSnapshot } from '#contract/view.ts'
import { meaningOf } from '#components/live/refusal-meaning.ts'
import { useServerNow } from '#components/live/use-connection.ts'
import { useView } from '#components/live/use-view.ts'
import { Forbidden } from '#components/states/forbidden.tsx'
import { useViewAge } from '#components/wall/use-view-age.ts'
import type { Drafts } from './alert-draft.ts'
import { AlertDraft } from './alert-draft.ts'
import { groupAlerts, listedAlerts, stockRowsOf } from './alert-groups.ts'
import { AlertList } from './alert-list.tsx'
import { ListFoot } from './list-foot.tsx'
import { ListHead } from './list-head.tsx'
import { LookedAt } from './looked-at.ts'
import { NoAlert, NoStock } from './no-alert.tsx'
import { skuHref, skuOfPath, stockHref } from './stock-address.ts'
import { ListSkeleton } from './stock-skeleton.tsx'
import { UnknownPlaces } from './unknown-places.tsx'
import { useAlertSteps } from './use-alert-steps.ts'
import { useShownAlert } from './use-shown-alert.ts'

interface StockScreenProps {
  initial: ViewSnapshot
  /** The SKU that is opened. */
  children: ReactNode
}

/** What needs somebody at the left, worst first; the SKU at the right, on a phone from below. */
export function StockScreen({ initial, children }: StockScreenProps) {
  const t = useTranslations('stock')
  const screen = useRef<HTMLDivElement>(null)
  const { rows, refusal } = useView('stock', initial)
  const sku = skuOfPath(usePathname())
  const asked = useSearchParams().get('alert')
  const address = sku === null ? stockHref : skuHref(sku, asked ?? undefined)
  const [drafts, change] = useState<Drafts>(() => new Map())
  const { waiting, snoozed } = useMemo(() => groupAlerts(stockRowsOf(rows, 'alert')), [rows])
  const unknown = useMemo(() => stockRowsOf(rows, 'unknown'), [rows])
  const alerts = useMemo(() => listedAlerts({ waiting, snoozed }), [waiting, snoozed])
  const [worst, setWorst] = useState(() => waiting[0]?.alerts[0] ?? null)
  if (worst === null && waiting[0]?.alerts[0] !== undefined) setWorst(waiting[0].alerts[0])
  const subject = sku ?? worst?.sku ?? null
  const ofSubject = alerts.filter((alert) => alert.sku === subject)
  const wanted = sku === null ? (worst?.id ?? null) : asked
  const open = useShownAlert(ofSubject, { asked: wanted, begunWith: null, drafts })?.id ?? null
  const lookedAt = useMemo(() => (subject === null ? null : { sku: subject, alert: open }), [subject, open])
  const draft = useMemo(() => ({ drafts, change }), [drafts])
  const { current, failure, touch } = useAlertSteps({ alerts, open, address, screen })
  const viewAge = useViewAge({ topic: 'stock', initial, inFlight: 0, empty: false })
  const now = useServerNow(60_000) ?? 0
  const { grey } = viewAge
  const context = useMemo(
    () => ({ open, isChosen: sku !== null, current, now, grey, touch }),
    [open, sku, current, now, grey, touch],
  )
  if (meaningOf(refusal) === 'forbidden') return <Forbidden level={2} />
  const totals = stockRowsOf(rows, 'totals')[0]
  if (totals?.hasLevels === false) return <NoStock />
  return (
    <div
      ref={screen}
      className="flex-1 tablet:grid tablet:grid-cols-[19rem_minmax(0,1fr)] desk:grid-cols-[20.5rem_minmax(0,1fr)]"
    >
      <section
        aria-labelledby="alerts"
        // On a phone the last alert can be pulled out from under the sheet.
        className={`flex min-w-0 flex-col border-line tablet:border-r ${sku === null ? '' : 'max-tablet:pb-96'}`}
      >
        <ListHead totals={totals} viewAge={viewAge} failure={failure} />
        {totals === undefined ? <ListSkeleton /> : alerts.length === 0 && <NoAlert unknown={totals.unknown} />}
        {waiting.length > 0 && <AlertList label={t('alerts')} groups={waiting} context={context} />}
        {unknown.length > 0 && <UnknownPlaces unknown={unknown} now={now} />}
        {snoozed.length > 0 && (
          <>
            <h3 className="border-b border-line px-4 pt-4 pb-1.5 text-12 text-ink-muted tablet:pl-6">{t('snoozed')}</h3>
            <AlertList label={t('snoozed')} groups={snoozed} context={context} />
          </>
        )}
        {totals !== undefined && <ListFoot totals={totals} />}
        <p className="sr-only">{t('keys')}</p>
      </section>
      <LookedAt value={lookedAt}>
        <AlertDraft value={draft}>{children}</AlertDraft>
      </LookedAt>
    </div>
  )
}
