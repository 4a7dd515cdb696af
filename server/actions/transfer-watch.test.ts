import { expect, test } from 'vitest'
import type { NewEvent } from '#contract/event.ts'
import type { ExpiryReason } from '#contract/transfers.ts'
import { decisionId } from '#contract/transfers.ts'
import { Telemetry } from '../runtime/telemetry.ts'
import { silentLogger } from '../testing/log-fixture.ts'
import { ManualTime } from '../testing/manual-time.ts'
import { TransferWatch } from './transfer-watch.ts'

/** What one look tells when these have expired. */
async function toldOf(expiring: ReadonlyArray<{ id: string; reason: ExpiryReason }>): Promise<NewEvent[]> {
  const told: NewEvent[] = []
  const watch = new TransferWatch({
    alone: (look) => look(),
    isLedgerComplete: () => Promise.resolve(true),
    readNeedy: () => Promise.resolve([]),
    propose: () => Promise.resolve([]),
    readExpiring: () => Promise.resolve(expiring),
    readSettled: () => Promise.resolve([]),
    append: (events) => {
      told.push(...events)
      return Promise.resolve({ outcomes: [], committedAt: 0, hasErased: false })
    },
    telemetry: new Telemetry(),
    clock: new ManualTime(),
    logger: silentLogger,
  })
  await watch.check()
  return told
}

test('that a proposal has expired takes the place of a decision in the log: whoever accepts it afterwards is too late', async () => {
  const told = await toldOf([{ id: 'T1', reason: 'donor-changed' }])
  expect(told.map(({ id, type }) => [id, type])).toEqual([[decisionId('T1'), 'transfer.expired']])
})

test('that what was accepted never came is told although it was decided', async () => {
  const [told] = await toldOf([{ id: 'T1', reason: 'never-arrived' }])
  expect(told?.id).not.toBe(decisionId('T1'))
})
