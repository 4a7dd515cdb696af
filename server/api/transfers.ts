import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import type { Pool } from 'pg'
import * as z from 'zod'
import type { NewEvent } from '#contract/event.ts'
import type { AcceptedTransfer, ChangedTransfer, RejectedTransfer, TransferAnswer } from '#contract/transfers.ts'
import { changeTransferSchema, decisionId, rejectTransferSchema, transferIdSchema } from '#contract/transfers.ts'
import type { EventLog } from '../log/log.ts'
import { savedByUnits, shareOf, transferCost } from '../projections/transfers/propose-transfers.ts'
import { readNetwork } from '../projections/transfers/read-network.ts'
import type { TransferRecord } from '../projections/transfers/transfer-record.ts'
import { isStockCurrent } from '../projections/transfers/transfer-questions.ts'
import { readTransferSettings } from '../projections/transfers/transfer-settings.ts'
import { readTransfer } from '../projections/transfers.ts'
import type { BusinessTime } from '../runtime/business-time.ts'
import type { Clock } from '../runtime/clock.ts'
import { ProblemError } from '../runtime/problem-error.ts'
import { ownEvent, storeOwnEvent } from './own-event.ts'
import { parseRequest } from './parse-request.ts'
import { actorOf } from './viewer.ts'

interface TransferOptions {
  pool: Pool
  log: Pick<EventLog, 'append'>
  time: BusinessTime
  clock: Clock
}

/**
 * `/v1/transfers/{id}/<verb>`: what people decide about a proposal. All decisions about one transfer have one event id, so of
 * two people who decide at the same moment one is told that the other was faster, whatever the ledger shows by then.
 */
export function transferRoutes(options: TransferOptions) {
  return (app: FastifyInstance): void => {
    app.post(
      '/v1/transfers/:id/accept',
      { config: { access: 'command:transfer.accept' } },
      async (request): Promise<TransferAnswer> => {
        const record = await readProposed(options, request.params)
        const { id: transfer, sku, from, to, units } = record
        const { spare, taker, refuse } = await readShare(options, record)
        if (units > spare) throw refuse()
        const data: AcceptedTransfer = {
          transfer,
          by: actorOf(request),
          sku,
          from,
          to,
          units,
          takerOnHand: taker?.onHand ?? null,
        }
        return decide(options, { type: 'transfer.accepted', data, answer: { transfer, state: 'accepted', units } })
      },
    )

    app.post(
      '/v1/transfers/:id/change',
      { config: { access: 'command:transfer.change' } },
      async (request): Promise<TransferAnswer> => {
        const { units } = parseRequest(changeTransferSchema, request.body)
        const record = await readProposed(options, request.params)
        const { id: transfer, km, position } = record
        const { spare, settings, saves, refuse } = await readShare(options, record)
        if (units > spare) throw refuse()
        const costMinor = transferCost(settings, { km, units })
        const data: ChangedTransfer = { transfer, by: actorOf(request), units, costMinor, savesMinor: saves(units) }
        const id = `transfer.changed:${transfer}:${position}:${units}`
        return tell(options, { id, type: 'transfer.changed', data, answer: { transfer, state: 'proposed', units } })
      },
    )

    app.post(
      '/v1/transfers/:id/reject',
      { config: { access: 'command:transfer.reject' } },
      async (request): Promise<TransferAnswer> => {
        const { reason } = parseRequest(rejectTransferSchema, request.body)
        const { id: transfer, units } = await readProposed(options, request.params)
        const data: RejectedTransfer = { transfer, by: actorOf(request), reason }
        return decide(options, { type: 'transfer.rejected', data, answer: { transfer, state: 'rejected', units } })
      },
    )
  }
}

/** @throws ProblemError `not-found`, or `conflict` when it is no longer a proposal. */
async function readProposed({ pool }: TransferOptions, params: unknown): Promise<TransferRecord> {
  const { id } = parseRequest(z.object({ id: transferIdSchema }), params)
  const record = await readTransfer(pool, id)
  if (!record) throw new ProblemError('not-found', 'there is no such transfer')
  if (record.state !== 'proposed') throw decidedAlready(record)
  return record
}

function decidedAlready({ state, decidedBy, reason }: TransferRecord): ProblemError {
  if (state === 'expired')
    return new ProblemError('conflict', 'the proposal has expired: the stock it was made for has changed')
  const what = state === 'rejected' ? `rejected: ${reason}` : 'accepted'
  return new ProblemError('conflict', `${decidedBy?.name ?? 'somebody'} has decided already: it is ${what}`)
}

/** The fold of stock is as fast as the ledger, but not the same: what has just been proposed it may not have passed yet. */
const stockWait = { times: 20, everyMs: 100 }

/** @throws ProblemError `unavailable` while stock is folded anew: what its tables say then is of the past. */
async function whenStockIsCurrent({ pool }: TransferOptions): Promise<void> {
  for (let asked = 0; asked < stockWait.times; asked++) {
    if (await isStockCurrent(pool)) return
    await sleep(stockWait.everyMs)
  }
  throw new ProblemError('unavailable', 'stock is being counted again: nobody knows yet what the donor has now', {
    retryAfterSeconds: 10,
  })
}

/**
 * What the donor could give now, these units included, and what the taker would save.
 *
 * @throws ProblemError `unavailable` while nobody knows.
 */
async function readShare(options: TransferOptions, record: TransferRecord) {
  const { pool, time, clock } = options
  const { sku, from, to, units } = record
  await whenStockIsCurrent(options)
  const [settings, { network }] = await Promise.all([
    readTransferSettings(pool),
    readNetwork(pool, sku, { time, now: clock.now() }),
  ])
  const donor = network?.places.find(({ place }) => place === from)
  const taker = network?.places.find(({ place }) => place === to)
  // Its own units are promised already.
  const others = donor && { ...donor, leaving: donor.leaving - units }
  const { spare, keeps } = others ? shareOf(others, settings) : { spare: 0, keeps: 0 }
  const unitMinor = network?.unitMinor ?? 0
  return {
    settings,
    spare,
    taker,
    saves: (changed: number) =>
      taker ? savedByUnits({ ...taker, coming: taker.coming - units }, changed, unitMinor) : record.savesMinor,
    refuse: () =>
      new ProblemError(
        'conflict',
        donor?.isKnown
          ? `${from} has ${donor.onHand} now and keeps ${keeps} for its own customers: ${spare} can go at the most`
          : `nothing is known of what ${from} has now`,
      ),
  }
}

interface Told {
  id: string
  type: string
  data: NewEvent['data']
  answer: Omit<TransferAnswer, 'position'>
}

async function decide(options: TransferOptions, told: Omit<Told, 'id'>): Promise<TransferAnswer> {
  return tell(options, { ...told, id: decisionId(told.answer.transfer) })
}

/** @throws ProblemError `conflict` when it is in the log already. */
async function tell({ log, clock }: TransferOptions, { id, type, data, answer }: Told): Promise<TransferAnswer> {
  const now = clock.now()
  const subject = `transfer/${answer.transfer}`
  const outcome = await storeOwnEvent(log, ownEvent({ id, type, subject, data, now }))
  if (outcome.outcome === 'duplicate')
    throw new ProblemError('conflict', 'somebody has done this already; look at the transfer again')
  return { ...answer, position: outcome.position.toString() }
}
