import { numeralOf } from './sent-value.ts'

/* Amounts become whole minor units digit by digit, never through a double. Minor units per currency: ISO 4217, list one. */
const digitsByCurrency = new Map([
  ...[
    'BIF',
    'CLP',
    'DJF',
    'GNF',
    'ISK',
    'JPY',
    'KMF',
    'KRW',
    'PYG',
    'RWF',
    'UGX',
    'UYI',
    'VND',
    'VUV',
    'XAF',
    'XOF',
    'XPF',
  ].map((currency) => [currency, 0] as const),
  ...['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND'].map((currency) => [currency, 3] as const),
  ...['CLF', 'UYW'].map((currency) => [currency, 4] as const),
])

export function minorDigits(currency: string): number {
  return digitsByCurrency.get(currency) ?? 2
}

/** @returns the ISO 4217 code in capitals. */
export function currencyOf(value: unknown): string | undefined {
  const code = typeof value === 'string' ? value.toUpperCase() : ''
  return /^[A-Z]{3}$/.test(code) ? code : undefined
}

export interface Money {
  totalMinor?: number
  currency?: string
}

/**
 * @param amount a decimal such as `"409.94"`, as text or as a number.
 * @returns nothing where there is no currency, or the amount has more digits than minor units can say exactly.
 */
export function moneyOf(amount: unknown, currency: unknown): Money {
  const code = currencyOf(currency)
  if (code === undefined) return {}
  const totalMinor = minorOf(amount, minorDigits(code))
  return totalMinor === undefined ? { currency: code } : { totalMinor, currency: code }
}

/** @param digits how many decimals one unit of the result stands for. */
export function minorOf(amount: unknown, digits: number): number | undefined {
  const text = typeof amount === 'string' ? amount.trim() : numeralOf(amount)
  const [, sign = '', whole = '', written = ''] = /^(-?)(\d{1,18})(?:\.(\d{1,18}))?$/.exec(text ?? '') ?? []
  const fraction = written.replace(/0+$/, '')
  if (whole === '' || fraction.length > digits) return undefined
  const minor = Number(BigInt(sign + whole + fraction.padEnd(digits, '0')))
  return Number.isSafeInteger(minor) ? minor : undefined
}

/** @returns nothing where there is nothing to add, an amount is not known, or currencies differ. */
export function sumOf(amounts: readonly Money[]): Money {
  const currency = amounts[0]?.currency
  if (currency === undefined) return {}
  let totalMinor = 0
  for (const amount of amounts) {
    if (amount.totalMinor === undefined || amount.currency !== currency) return {}
    totalMinor += amount.totalMinor
  }
  return Number.isSafeInteger(totalMinor) ? { totalMinor, currency } : {}
}
