import type { StockAlertRow, StockPlaceRow } from '#contract/views/stock.ts'
import type { TransferRow } from '#contract/views/transfers.ts'
import type { WhyRow } from '#contract/why.ts'

/** What tests of these components give: one that is plain but for what matters. */
export function alertRow(row: Partial<StockAlertRow> & Pick<StockAlertRow, 'id' | 'sku'>): StockAlertRow {
  return {
    kind: 'alert',
    alert: 'out',
    state: 'open',
    title: row.sku,
    place: 'rennes',
    placeName: 'Rennes',
    openedAt: 0,
    onHand: 0,
    lastKnownAt: null,
    hoursToZero: 0,
    atStakeMinor: null,
    currency: null,
    holder: null,
    snoozedUntil: null,
    comments: 0,
    ...row,
  }
}

export function placeRow(row: Partial<StockPlaceRow> & Pick<StockPlaceRow, 'place'>): StockPlaceRow {
  return {
    kind: 'place',
    name: row.place,
    state: 'fine',
    onHand: 10,
    coming: 0,
    nextDelivery: null,
    days: [],
    unitsPerHour: 0,
    divertedPerHour: 0,
    hoursToZero: null,
    risk: 0,
    lastKnownAt: null,
    ...row,
  }
}

export function whyRow(row: Partial<WhyRow>): WhyRow {
  return {
    kind: 'why',
    before: 0,
    parts: { views: 0, conversion: 0, unitsPerOrder: 0, places: 0 },
    unexplained: 0,
    now: 0,
    until: 0,
    facts: [],
    ...row,
  }
}

export function transferRow(row: Partial<TransferRow> & Pick<TransferRow, 'id'>): TransferRow {
  return {
    kind: 'transfer',
    state: 'proposed',
    sku: 'BRM-1182-M',
    title: 'BRM-1182-M',
    from: 'web',
    fromName: 'Web warehouse',
    to: 'rennes',
    toName: 'Rennes Alma',
    units: 14,
    maxUnits: 20,
    keeps: 38,
    km: null,
    costMinor: 960,
    savesMinor: 74_800,
    currency: 'EUR',
    proposedAt: 0,
    decidedAt: null,
    decidedBy: null,
    reason: null,
    arrivedAt: null,
    savedUnits: null,
    savedMinor: null,
    ...row,
  }
}
