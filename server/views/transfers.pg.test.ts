import { afterAll, expect, test } from 'vitest'
import { stockRowSchema } from '#contract/views/stock.ts'
import { transferRowSchema } from '#contract/views/transfers.ts'
import type { StoredEvent } from '#contract/event.ts'
import { transaction } from '../db/transaction.ts'
import { transfersProjection } from '../projections/transfers.ts'
import { BusinessTime } from '../runtime/business-time.ts'
import { systemClock } from '../runtime/clock.ts'
import { testDatabase } from '../testing/database.ts'
import { newEvent, openLog } from '../testing/log-fixture.ts'
import { stockPlaces } from '../testing/stocked-places.ts'
import { proposedData, viewer } from '../testing/transfer-events.ts'
import { stockView } from './stock.ts'
import { transfersView } from './transfers.ts'

const { url } = await testDatabase()
const { pool, close } = await openLog(url)
afterAll(close)

const log: StoredEvent[] = (
  [
    ['transfer.proposed', proposedData],
    ['transfer.proposed', { ...proposedData, transfer: 't2', from: 'paris', km: null }],
    ['transfer.rejected', { transfer: 't1', by: viewer, reason: 'The lorry is full' }],
  ] as const
).map(([type, data], index) => ({
  ...newEvent({ id: String(index), source: 'vigie', type, data }),
  position: BigInt(index + 1),
}))

test('the ledger and its SKU show transfers with names, those that wait for a decision first', async () => {
  await stockPlaces(pool, [
    { place: 'brest', onHand: 0, isOut: true },
    { place: 'quimper', onHand: 20 },
  ])
  await transaction(pool, { durable: false }, (tx) => transfersProjection.apply(log, tx))
  const reading = await transfersView({ pool }).read('transfers')
  const rows = Object.values(reading?.rows ?? {}).map((row) => transferRowSchema.parse(row))
  expect(rows).toMatchObject([
    { id: 't2', state: 'proposed', title: 'Mug', fromName: 'paris', toName: 'Brest', km: null, decidedBy: null },
    { id: 't1', state: 'rejected', fromName: 'Quimper', km: 52.4, reason: 'The lorry is full', decidedBy: viewer },
  ])
  const view = stockView({ pool, clock: systemClock, time: new BusinessTime('Europe/Paris') })
  const ofSku = Object.values((await view.read('stock:mug'))?.rows ?? {}).map((row) => stockRowSchema.parse(row))
  expect(ofSku.filter(({ kind }) => kind === 'transfer')).toEqual(rows)
})
