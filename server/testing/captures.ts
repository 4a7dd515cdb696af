import type { CaptureState } from '#contract/capture-state.ts'
import { pollConfigSchema } from '#contract/database.ts'
import { createPool } from '../db/pool.ts'
import { createPrisma } from '../db/prisma.ts'
import type { Capture, CaptureContext } from '../ingest/cdc/capture.ts'
import { CaptureLocks } from '../ingest/cdc/capture-lock.ts'
import type { CaptureMode } from '../ingest/cdc/capture-modes.ts'
import { CaptureSupervisor } from '../ingest/cdc/capture-supervisor.ts'
import { SecretBox } from '../ingest/secrets.ts'
import { systemClock } from '../runtime/clock.ts'
import { Telemetry } from '../runtime/telemetry.ts'
import { silentLogger } from './log-fixture.ts'

/** Captures that follow no database: what they do is written in the test. */

export const pollConfig = pollConfigSchema.parse({
  capture: 'poll',
  reads: [{ table: 'public.orders', key: ['id'], cursor: 'changed_at' }],
})

const box = new SecretBox('an installation secret')

interface FakeSource {
  slug: string
  enabled?: boolean
  config?: object
  connection?: string
}

/** Makes the source, or gives it these settings. */
export async function putSource(databaseUrl: string, source: FakeSource): Promise<void> {
  const { slug, enabled = true, config = pollConfig, connection = 'postgresql://vigie@localhost/erp' } = source
  const prisma = createPrisma(databaseUrl)
  const settings = { enabled, config, secretSealed: box.seal(connection, slug) }
  await prisma.source.upsert({
    where: { slug },
    create: { slug, name: slug, kind: 'postgres', mode: 'push', promiseSeconds: 60, ...settings },
    update: settings,
  })
  await prisma.$disconnect()
}

export interface FakeMode extends Partial<CaptureMode> {
  capture: Capture
}

/** One process of those that share the database; its lock goes by way of `lockUrl`. */
export async function startSupervisor(databaseUrl: string, mode: FakeMode, { lockUrl = databaseUrl } = {}) {
  const pool = createPool({ databaseUrl, logger: silentLogger, name: 'test', max: 4 })
  const telemetry = new Telemetry()
  const fake: CaptureMode = { release: () => Promise.resolve(), ...mode }
  const supervisor = new CaptureSupervisor({
    pool,
    box,
    locks: new CaptureLocks({ databaseUrl: lockUrl, logger: silentLogger }),
    modes: { poll: fake, outbox: fake, replication: fake },
    storage: () => ({ sink: unusable, snapshots: unusable }),
    telemetry,
    clock: systemClock,
    logger: silentLogger,
    reloadMs: 100,
    lockRetryMs: 100,
    firstPauseMs: 10,
  })
  await supervisor.start()
  return {
    supervisor,
    telemetry,
    pool,
    async stop() {
      await supervisor.stop()
      await pool.end()
    },
  }
}

// A fake capture touches neither; one that does fails with a TypeError.
const unusable = {} as CaptureContext['sink'] & CaptureContext['snapshots']

/** Rejects when the signal aborts, as a capture ends. */
export function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const end = () => reject(new Error('told to stop'))
    if (signal.aborted) end()
    signal.addEventListener('abort', end)
  })
}

/** As a capture that follows reports it. */
export function captureState(state: Partial<CaptureState>): CaptureState {
  return {
    capture: 'replication',
    phase: 'following',
    problem: null,
    snapshot: null,
    asOf: null,
    lastChangeAt: null,
    canary: null,
    wal: null,
    gaps: [],
    ...state,
  }
}
