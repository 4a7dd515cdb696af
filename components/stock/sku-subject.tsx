'use client'

import { useSearchParams } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { use, useMemo, useRef, useState } from 'react'
import type { ViewSnapshot } from '#contract/view.ts'
import type { StockRow, StockSkuRow } from '#contract/views/stock.ts'
import { meaningOf } from '#components/live/refusal-meaning.ts'
import { useServerNow } from '#components/live/use-connection.ts'
import { useView } from '#components/live/use-view.ts'
import { Forbidden } from '#components/states/forbidden.tsx'
import { useViewAge } from '#components/wall/use-view-age.ts'
import { AlertDraft } from './alert-draft.ts'
import { groupAlerts, listedAlerts, stockRowsOf } from './alert-groups.ts'
import { AlertPanel } from './alert-panel.tsx'
import { LookedAt } from './looked-at.ts'
import { PlaceTable } from './place-table.tsx'
import { SkuHead } from './sku-head.tsx'
import { SkuUnknown } from './sku-unknown.tsx'
import { Sheet } from './sheet.tsx'
import { SubjectSkeleton } from './stock-skeleton.tsx'
import { openTransfers } from './transfer-groups.ts'
import { TransferPane } from './transfer-pane.tsx'
import { useShownAlert } from './use-shown-alert.ts'
import { WhyItSells } from './why-it-sells.tsx'

interface SkuSubjectProps {
  sku: string
  initial?: ViewSnapshot | undefined
  /** Somebody asked for it; otherwise it is only the worst, and a phone shows the list alone. */
  isChosen: boolean
  /** Nobody had spoken of it when the page was rendered. */
  isUnknown?: boolean
}

/** One SKU in every place. On a phone it comes from below, with what is to be done with its alert under the thumb. */
export function SkuSubject({ sku, initial, isChosen, isUnknown = false }: SkuSubjectProps) {
  const t = useTranslations('stock')
  const topic = `stock:${sku}` as const
  const { rows, refusal } = useView(topic, initial)
  const asked = useSearchParams().get('alert')
  const [isWhole, setWhole] = useState(false)
  const head = useRef<HTMLDivElement>(null)
  const viewAge = useViewAge({ topic, initial, inFlight: 0, empty: false })
  const now = useServerNow(60_000) ?? 0
  const { grey } = viewAge
  const read = useMemo(() => readRows(rows), [rows])
  const { drafts } = use(AlertDraft)
  const alert = useShownAlert(read.alerts, { asked, begunWith: use(LookedAt)?.alert ?? null, drafts })
  const refused = meaningOf(refusal)
  if (refused === 'forbidden') return <Forbidden level={2} />
  if (refused === 'unknown' || (isUnknown && read.head === undefined)) return <SkuUnknown sku={sku} />
  if (read.head === undefined) return <SubjectSkeleton />
  const isFolded = alert !== undefined && !isWhole
  return (
    <Sheet label={read.head.title} isChosen={isChosen} isWhole={!isFolded}>
      {/* On a phone what is to be done comes first. */}
      <div ref={head} tabIndex={-1} className={`max-tablet:order-1 ${isFolded ? 'max-tablet:hidden' : ''}`}>
        <SkuHead sku={read.head} places={read.places} grey={grey} />
      </div>
      {alert !== undefined && (
        <AlertPanel
          key={alert.id}
          alert={alert}
          place={read.places.find(({ place }) => place === alert.place)}
          comments={read.comments.filter((comment) => comment.alert === alert.id)}
          viewAge={viewAge}
          onDiscard={() => head.current?.focus()}
        />
      )}
      {alert !== undefined && (
        <button
          type="button"
          aria-expanded={isWhole}
          onClick={() => {
            setWhole(!isWhole)
          }}
          className="mt-2 h-11 w-full rounded-2 font-control text-accent tablet:hidden"
        >
          {isWhole ? t('fewer') : t('rest', { places: read.places.length, transfers: read.transfers.length })}
        </button>
      )}
      <UnderAlert head={read.head} read={read} now={now} grey={grey} current={alert?.place} isFolded={isFolded} />
    </Sheet>
  )
}

interface UnderAlertProps {
  head: StockSkuRow
  read: Pick<ReturnType<typeof readRows>, 'places' | 'why' | 'transfers'>
  now: number
  grey: boolean
  /** The place of the alert. */
  current: string | undefined
  /** A phone shows it only once it is asked for. */
  isFolded: boolean
}

/** Its places, why it sells, and what could be moved; on a phone what is to be decided comes first. */
function UnderAlert({ head, read: { places, why, transfers }, now, grey, current, isFolded }: UnderAlertProps) {
  return (
    <div
      className={`max-tablet:order-2 ${isFolded ? 'max-tablet:hidden' : 'max-tablet:flex max-tablet:flex-col max-tablet:gap-6'}`}
    >
      <div>
        <PlaceTable places={places} now={now} grey={grey} current={current} />
      </div>
      <div className="mt-8 grid gap-x-10 gap-y-6 border-t border-line-strong pt-4 max-tablet:contents @3xl:grid-cols-[minmax(0,1fr)_minmax(0,1.28fr)]">
        <WhyItSells why={why} currency={head.currency} now={now} grey={grey} />
        <div className={transfers.length > 0 ? 'max-tablet:order-first max-tablet:mt-4' : ''}>
          <TransferPane transfers={transfers} isNeeded={head.out + head.atRisk > 0} now={now} grey={grey} />
        </div>
      </div>
    </div>
  )
}

function readRows(rows: ReadonlyMap<string, StockRow>) {
  return {
    head: stockRowsOf(rows, 'sku')[0],
    places: stockRowsOf(rows, 'place'),
    alerts: listedAlerts(groupAlerts(stockRowsOf(rows, 'alert'))),
    why: stockRowsOf(rows, 'why')[0],
    transfers: openTransfers(stockRowsOf(rows, 'transfer')),
    comments: stockRowsOf(rows, 'comment').toSorted((a, b) => b.at - a.at),
  }
}
