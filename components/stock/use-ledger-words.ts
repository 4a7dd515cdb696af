import { useTranslations } from 'next-intl'
import type { TransferRow } from '#contract/views/transfers.ts'
import { expiryReasonSchema } from '#contract/transfers.ts'
import { useFormats } from '#components/format/use-formats.ts'
import { settledAt } from './ledger-rows.ts'
import { useTransferMoney } from './use-transfer-money.ts'

export interface LedgerWords {
  when: string
  cost: string
  expected: string
  /** What it really saved, or when that will be known; null where it saved nothing because it never went. */
  saved: string | null
  decided: string
  reason: string | null
}

/** One line of the ledger in words. */
export function useLedgerWords(transfer: TransferRow, now: number): LedgerWords {
  const t = useTranslations('stock.ledger')
  const formats = useFormats()
  const money = useTransferMoney(transfer.currency)
  const { state, decidedBy, decidedAt, proposedAt, savedMinor, savedUnits, reason } = transfer
  const known = settledAt(transfer)
  const expiry = state === 'expired' ? expiryReasonSchema.safeParse(reason) : null
  const saved = (): string | null => {
    if (savedMinor !== null) return t('savedUnits', { saved: money(savedMinor), count: savedUnits ?? 0 })
    if (state === 'accepted') return t('notYet')
    return known === null ? null : t('later', { day: formats.dayOfMonth(known) })
  }
  return {
    when: formats.since(decidedAt ?? proposedAt, now),
    cost: money(transfer.costMinor),
    expected: money(transfer.savesMinor),
    saved: saved(),
    decided: t(`decision.${state}`, { name: decidedBy?.name ?? t('somebody') }),
    reason: expiry?.success === true ? t(`expiry.${expiry.data}`) : reason,
  }
}
