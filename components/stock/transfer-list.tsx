'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import type { TransferRow } from '#contract/views/transfers.ts'
import { Button } from '#components/ui/button.tsx'
import { readUnits, sumTransfers } from './transfer-groups.ts'
import { TransferItem } from './transfer-item.tsx'
import { useStockWords } from './use-stock-words.ts'
import { useTransferMoney } from './use-transfer-money.ts'

interface TransferListProps {
  /** All of them wait for a decision. */
  transfers: readonly TransferRow[]
  grey: boolean
  /** All of them are being accepted. */
  pending: boolean
  onDecided: () => void
  onAcceptAll: () => void
}

/** Proposals, and, of more than one, what they come to. */
export function TransferList({ transfers, grey, pending, onDecided, onAcceptAll }: TransferListProps) {
  const t = useTranslations('stock.transfers')
  const [entries, setEntries] = useState<Readonly<Record<string, string>>>({})
  const isTouched = transfers.some((transfer) => readUnits(entries[transfer.id], transfer).is !== 'same')
  return (
    <>
      <ol aria-label={t('title')} className="mt-1">
        {transfers.map((transfer) => (
          <TransferItem
            key={transfer.id}
            transfer={transfer}
            entered={entries[transfer.id]}
            grey={grey}
            onEnter={(entered) => {
              setEntries({ ...entries, [transfer.id]: entered })
            }}
            onDecided={onDecided}
          />
        ))}
      </ol>
      {transfers.length > 1 && (
        <SumLine transfers={transfers} grey={grey} isTouched={isTouched} pending={pending} onAcceptAll={onAcceptAll} />
      )}
    </>
  )
}

interface SumLineProps extends Pick<TransferListProps, 'transfers' | 'grey' | 'pending' | 'onAcceptAll'> {
  /** Something else than what is proposed stands in a field. */
  isTouched: boolean
}

function SumLine({ transfers, grey, isTouched, pending, onAcceptAll }: SumLineProps) {
  const t = useTranslations('stock')
  const words = useStockWords()
  const currency = transfers[0]?.currency ?? null
  const money = useTransferMoney(currency)
  const { units, costMinor, savesMinor } = sumTransfers(transfers)
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 pt-3">
      <p>
        {t.rich('transfers.sum', {
          units,
          cost: money(costMinor),
          saves: words.stake(savesMinor, currency) ?? t('notKnown'),
          quiet: (chunks) => <span className={grey ? '' : 'text-ink-muted'}>{chunks}</span>,
          good: (chunks) => <b className={`font-strong ${grey ? '' : 'text-good'}`}>{chunks}</b>,
        })}
      </p>
      <Button
        variant="primary"
        disabled={isTouched}
        aria-disabled={pending}
        className="max-tablet:h-12 max-tablet:w-full max-tablet:text-15"
        onClick={onAcceptAll}
      >
        {t('transfers.acceptAll', { count: transfers.length })}
      </Button>
    </div>
  )
}
