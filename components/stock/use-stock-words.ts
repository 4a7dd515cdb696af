'use client'

import { useTranslations } from 'next-intl'
import type { StockAlertRow } from '#contract/views/stock.ts'
import { useFormats } from '#components/format/use-formats.ts'

export interface StockWords {
  /** How long what is on hand lasts: `1.8 h`, `17 h`, `12 d`. */
  cover(hours: number): string
  /** Out since 13:20; Out in 1.8 h. */
  alert(alert: StockAlertRow, now: number): string
  /** An amount that is an estimate; nothing where no price is known. */
  stake(amountMinor: number | null, currency: string | null): string | null
  /** 12; 0.5 of what is sold by weight. */
  units(value: number): string
}

const hoursOfTenths = 10
const hoursOfDays = 48

export function useStockWords(): StockWords {
  const t = useTranslations('stock')
  const formats = useFormats()
  const cover = (hours: number): string => {
    if (hours < hoursOfTenths) return t('hours', { value: formats.tenths(hours) })
    if (hours < hoursOfDays) return t('hours', { value: formats.integer(hours) })
    return t('days', { value: formats.integer(hours / 24) })
  }
  return {
    cover,
    alert: ({ alert, openedAt, hoursToZero }, now) => {
      if (alert === 'out') return t('outSince', { time: formats.since(openedAt, now) })
      return hoursToZero === null ? t('atRisk') : t('outIn', { cover: cover(hoursToZero) })
    },
    stake: (amountMinor, currency) =>
      amountMinor === null || currency === null ? null : formats.roundMoney(amountMinor, currency),
    units: (value) => (Number.isInteger(value) ? formats.integer(value) : formats.rate(value)),
  }
}
