import type { StockAlertRow, StockRow, StockUnknownRow } from '#contract/views/stock.ts'
import type { Drafts } from './alert-draft.ts'
import { hasWords } from './alert-draft.ts'

type Kind = StockRow['kind']

/** Rows of one kind, in no particular order. */
export function stockRowsOf<K extends Kind>(
  rows: ReadonlyMap<string, StockRow>,
  kind: K,
): Extract<StockRow, { kind: K }>[] {
  const isOfKind = (row: StockRow): row is Extract<StockRow, { kind: K }> => row.kind === kind
  return [...rows.values()].filter(isOfKind)
}

/** Alerts of one SKU that stand together. */
export interface AlertGroup {
  sku: string
  title: string
  /** Worst first. */
  alerts: readonly StockAlertRow[]
}

interface AlertGroups {
  waiting: readonly AlertGroup[]
  snoozed: readonly AlertGroup[]
}

/** Worst first, the SKUs by the worst of each. What is snoozed stands behind everything else, also of the same SKU. */
export function groupAlerts(alerts: readonly StockAlertRow[]): AlertGroups {
  const worst = alerts.toSorted(byUrgency)
  return {
    waiting: grouped(worst.filter(({ state }) => state !== 'snoozed')),
    snoozed: grouped(worst.filter(({ state }) => state === 'snoozed')),
  }
}

function grouped(worst: readonly StockAlertRow[]): AlertGroup[] {
  const bySku = Map.groupBy(worst, ({ sku }) => sku)
  return [...bySku].map(([sku, alerts]) => ({ sku, title: alerts[0]?.title ?? sku, alerts }))
}

/** Alerts as the list shows them, one after another. */
export function listedAlerts({ waiting, snoozed }: AlertGroups): StockAlertRow[] {
  return [...waiting, ...snoozed].flatMap((group) => group.alerts)
}

interface Draft {
  /** The alert that was shown last, as it was then. */
  shown: StockAlertRow | null
  drafts: Drafts
}

/** @returns the alerts, and behind them, as closed, the one that was shown if it went while somebody writes about it. */
export function withDraft(alerts: readonly StockAlertRow[], { shown, drafts }: Draft): readonly StockAlertRow[] {
  if (shown === null || !hasWords(drafts, shown.id) || alerts.some(({ id }) => id === shown.id)) return alerts
  return [...alerts, { ...shown, state: 'closed' }]
}

/** @param wanted ids, the most wanted first; null = none. @returns the first of them that is there, else the worst. */
export function alertToShow(
  alerts: readonly StockAlertRow[],
  wanted: readonly (string | null)[],
): StockAlertRow | undefined {
  const found = wanted.map((id) => alerts.find((alert) => alert.id === id))
  return found.find((alert) => alert !== undefined) ?? alerts[0]
}

/** What is out by what it costs, then what will be by how soon; as the server chooses which of many are shown. */
function byUrgency(a: StockAlertRow, b: StockAlertRow): number {
  if (a.alert !== b.alert) return a.alert === 'out' ? -1 : 1
  const [first, second] =
    a.alert === 'out'
      ? [-(a.atStakeMinor ?? -1), -(b.atStakeMinor ?? -1)]
      : [a.hoursToZero ?? Number.POSITIVE_INFINITY, b.hoursToZero ?? Number.POSITIVE_INFINITY]
  if (first !== second) return first < second ? -1 : 1
  return a.openedAt - b.openedAt || (a.id < b.id ? -1 : 1)
}

/** Places that cannot be heard, by the source that is silent. */
export interface SilentSource {
  source: string
  name: string
  lastKnownAt: number
  places: readonly string[]
}

export function silentSources(unknown: readonly StockUnknownRow[]): SilentSource[] {
  const bySource = Map.groupBy(unknown, ({ source }) => source)
  return [...bySource]
    .map(([source, rows]) => ({
      source,
      name: rows[0]?.sourceName ?? source,
      lastKnownAt: Math.min(...rows.map(({ lastKnownAt }) => lastKnownAt)),
      places: rows.map(({ placeName }) => placeName).toSorted((a, b) => a.localeCompare(b)),
    }))
    .toSorted((a, b) => a.lastKnownAt - b.lastKnownAt || (a.source < b.source ? -1 : 1))
}
