export const stockHref = '/stock'
/** What was proposed to be moved, and what became of it. */
export const ledgerHref = `${stockHref}/transfers`
export const rulesHref = '/settings/stock'

/** Where a SKU is looked at, and which of its alerts is meant. */
export function skuHref(sku: string, alert?: string): string {
  const path = `${stockHref}/${encodeURIComponent(sku)}`
  return alert === undefined ? path : `${path}?alert=${encodeURIComponent(alert)}`
}

/** @returns null when the path names no SKU. */
export function skuOfPath(path: string): string | null {
  const name = path.startsWith(`${stockHref}/`) ? path.slice(stockHref.length + 1) : ''
  return name === '' || name.includes('/') ? null : decodeSegment(name)
}

/** A name that somebody has typed into the address may be no encoding of anything. */
export function decodeSegment(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}
