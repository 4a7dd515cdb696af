import type { StockAlertRow, StockPlaceRow } from '#contract/views/stock.ts'

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
