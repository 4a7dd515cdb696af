'use client'

import { ArrowLeftRight } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import type { ViewSnapshot } from '#contract/view.ts'
import type { TransferRow } from '#contract/views/transfers.ts'
import { transfersShown } from '#contract/views/transfers.ts'
import { AgeMark } from '#components/age-mark/age-mark.tsx'
import { meaningOf } from '#components/live/refusal-meaning.ts'
import { useServerNow } from '#components/live/use-connection.ts'
import { useView } from '#components/live/use-view.ts'
import { Forbidden } from '#components/states/forbidden.tsx'
import { FullState } from '#components/states/full-state.tsx'
import { useViewAge } from '#components/wall/use-view-age.ts'
import { orderLedger } from './ledger-rows.ts'
import { LedgerSkeleton } from './ledger-skeleton.tsx'
import { LedgerCard, LedgerTable } from './ledger-table.tsx'
import { StockPageHead } from './stock-page-head.tsx'

/** What was proposed, who decided, and what it really saved. */
export function TransferLedger({ initial }: { initial: ViewSnapshot }) {
  const t = useTranslations('stock.ledger')
  const { rows, refusal } = useView('transfers', initial)
  const viewAge = useViewAge({ topic: 'transfers', initial, inFlight: 0, empty: false })
  const now = useServerNow(60_000) ?? 0
  const transfers = useMemo(() => orderLedger(rows.values()), [rows])
  const refused = meaningOf(refusal)
  if (refused === 'forbidden') return <Forbidden level={2} />
  if (refused !== null) return <LedgerSkeleton />
  return (
    <div className="flex min-w-0 flex-1 flex-col">
      <StockPageHead title={t('title')} back={t('back')}>
        <AgeMark age={viewAge.age} now={viewAge.now} />
      </StockPageHead>
      {transfers.length === 0 ? <Empty /> : <Lines transfers={transfers} now={now} grey={viewAge.grey} />}
    </div>
  )
}

function Empty() {
  const t = useTranslations('stock.ledger')
  return (
    <FullState level={2} Icon={ArrowLeftRight} title={t('empty')}>
      <p className="text-ink-muted">{t('emptyWhy')}</p>
    </FullState>
  )
}

function Lines({ transfers, now, grey }: { transfers: readonly TransferRow[]; now: number; grey: boolean }) {
  const t = useTranslations('stock.ledger')
  return (
    <div className={`px-4 pb-6 tablet:px-6 ${grey ? 'text-stale' : ''}`}>
      <LedgerTable transfers={transfers} now={now} />
      <ol aria-label={t('title')} className="side:hidden">
        {transfers.map((transfer) => (
          <LedgerCard key={transfer.id} transfer={transfer} now={now} />
        ))}
      </ol>
      {transfers.length >= transfersShown && (
        <p className="mt-3 text-12 text-ink-muted">{t('newestShown', { count: transfersShown })}</p>
      )}
    </div>
  )
}
