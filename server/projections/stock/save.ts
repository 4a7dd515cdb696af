import type { Tx } from '../projection.ts'
import {
  writeAlerts,
  writeCancelled,
  writeComments,
  writeDeliveries,
  writeDemand,
  writeOrderLines,
  writePlaces,
  writePlaceSources,
  writePrices,
  writeProducts,
  writeRules,
  writeSilent,
  writeViews,
} from './save-named.ts'
import { writeMovements, writePairs, writeSales, writeSpans } from './save-pairs.ts'
import type { StockState } from './state.ts'

/** Writes what a batch has changed, each row once. */
export async function saveState(tx: Tx, { changes }: StockState): Promise<void> {
  await writePairs(tx, [...changes.pairs])
  await writeMovements(
    tx,
    [...changes.movements].map(([moved, pair]) => ({ ...moved, pair })),
  )
  await writeSales(tx, [...changes.sales.values()])
  await writeSpans(tx, [...changes.spans.keys()])
  await writeDemand(tx, [...changes.skus])
  await writeAlerts(tx, [...changes.alerts])
  await writeComments(tx, changes.comments)
  await writeDeliveries(tx, [...changes.deliveries])
  await writeOrderLines(tx, [...changes.orderLines])
  await writeCancelled(tx, [...changes.cancelled.values()])
  await writeProducts(tx, [...changes.products])
  await writePrices(tx, changes.prices)
  await writePlaces(tx, [...changes.places])
  await writePlaceSources(tx, changes.placeSources)
  await writeSilent(tx, [...changes.silent])
  await writeRules(tx, changes.rules)
  await writeViews(tx, [...changes.views.values()])
}
