import { useTranslations } from 'next-intl'
import { useFormats } from '#components/format/use-formats.ts'

/** Amounts of transfers; where nobody has told the currency, that. */
export function useTransferMoney(currency: string | null): (amountMinor: number) => string {
  const t = useTranslations('stock')
  const formats = useFormats()
  return (amountMinor) => (currency === null ? t('notKnown') : formats.money(amountMinor, currency))
}
