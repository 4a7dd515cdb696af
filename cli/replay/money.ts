/*
 * Money from decimal text to minor units without binary fractions on the way: £2.55 × 3 is 765 pence, never
 * 764.9999999999999.
 */

/** An exact decimal number: `units` / 10^`scale`. */
export interface Decimal {
  units: bigint
  scale: number
}

const decimalPattern = /^(-?)(\d{1,15})(?:\.(\d{1,9}))?$/

/** @returns undefined when the text is not a plain decimal number such as `-12.5`. */
export function decodeDecimal(text: string): Decimal | undefined {
  const match = decimalPattern.exec(text)
  if (match === null) return undefined
  const [, sign = '', whole = '', fraction = ''] = match
  return { units: BigInt(sign + whole + fraction), scale: fraction.length }
}

/** The price in minor units, of which two make no fraction in the currency's text: 0.001 (GBP) → 0.1 (pence). */
export function toMinor({ units, scale }: Decimal): number {
  return Number(`${units}e${2 - scale}`)
}

/** quantity × price in whole minor units, halves rounded away from zero. */
export function amountMinor(price: Decimal, quantity: bigint): bigint {
  const scaled = price.units * quantity * 100n
  const divisor = 10n ** BigInt(price.scale)
  const half = scaled < 0n ? -divisor / 2n : divisor / 2n
  return (scaled + half) / divisor
}
