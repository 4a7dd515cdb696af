import type { Viewer } from '#contract/role.ts'
import { sourcesRowSchema } from '#contract/views/sources.ts'
import { createPool } from './db/pool.ts'
import { CaptureLocks } from './ingest/cdc/capture-lock.ts'
import type { CaptureModes } from './ingest/cdc/capture-modes.ts'
import { CaptureSupervisor } from './ingest/cdc/capture-supervisor.ts'
import { createChangeSink } from './ingest/cdc/change-sink.ts'
import { captureByOutbox } from './ingest/cdc/outbox/capture-by-outbox.ts'
import { captureByReplication } from './ingest/cdc/replication/capture-replication.ts'
import { joinedTables } from './ingest/cdc/joined-tables.ts'
import { StagedSnapshot } from './ingest/cdc/snapshot-stage.ts'
import type { SourceCaptureOptions } from './ingest/cdc/source-capture.ts'
import { capturePoll } from './ingest/poll/capture-poll.ts'
import type { SecretBox } from './ingest/secrets.ts'
import type { LiveGateway } from './live/gateway.ts'
import type { EventLog } from './log/log.ts'
import type { Clock } from './runtime/clock.ts'
import type { Logger } from './runtime/logger.ts'
import type { Telemetry } from './runtime/telemetry.ts'

/* The part of the composition that follows the company's own databases. */

interface CapturesConfig {
  databaseUrl: string
  box: SecretBox
  log: EventLog
  telemetry: Telemetry
  clock: Clock
  logger: Logger
  /** Absent = those of this server. */
  modes?: CaptureModes | undefined
}

/** However many rows a snapshot moves, screens and doors have connections of their own. */
const captureConnections = 4

/** Stopping them comes before the log stops: what they have handed over is stored. */
export async function startCaptures(stack: AsyncDisposableStack, config: CapturesConfig): Promise<CaptureSupervisor> {
  const { databaseUrl, box, telemetry, clock, logger, modes = captureModes } = config
  const pool = createPool({ databaseUrl, logger, name: 'capture', max: captureConnections })
  stack.defer(() => pool.end())
  const captures = new CaptureSupervisor({
    pool,
    box,
    locks: new CaptureLocks({ databaseUrl, logger }),
    modes,
    storage: storageOn(pool, config),
    telemetry,
    clock,
    logger,
  })
  stack.defer(() => captures.stop())
  await captures.start()
  return captures
}

function storageOn(
  pool: SourceCaptureOptions['pool'],
  { log, clock, telemetry }: CapturesConfig,
): SourceCaptureOptions['storage'] {
  return ({ source, config, memory, signal }) => {
    const { mappings } = config
    const sink = createChangeSink({
      log,
      source,
      mappings,
      clock,
      telemetry,
      signal,
      onMappingFailed: (detail) => memory.reportProblem({ code: 'mapping-failed', detail }),
    })
    const joined = joinedTables(mappings)
    const snapshots = new StagedSnapshot({ pool, source, memory, sink, clock, signal, joined })
    return { sink, snapshots }
  }
}

/** This server, which looks at its own views. */
const ownViewer: Viewer = { id: 'vigie', name: 'Vigie', kind: 'token', roles: ['data'] }

/**
 * Closes the round of each canary: it has come out of the database, through log, tables and view, once a subscriber of this
 * gateway is handed a patch with it. Nobody follows before a capture of this process has begun.
 */
export function watchCanaries(
  stack: AsyncDisposableStack,
  {
    live,
    captures,
    telemetry,
    clock,
  }: { live: LiveGateway; captures: CaptureSupervisor; telemetry: Telemetry; clock: Clock },
): void {
  const newest = new Map<string, number>()
  const onRows = (rows: Readonly<Record<string, unknown>>, how: 'snapshot' | 'patch') => {
    const seenAt = clock.now()
    for (const row of Object.values(rows)) {
      const { source, capture } = sourcesRowSchema.parse(row)
      const sentAt = capture?.canary?.sentAt
      if (sentAt === undefined || sentAt <= (newest.get(source) ?? 0)) continue
      newest.set(source, sentAt)
      // What a snapshot holds may have been there for long.
      if (how === 'patch') captures.noteCanary(source, { sentAt, seenAt })
    }
  }
  let stop: (() => void) | null = null
  const follow = () => {
    stop ??= live.follow({ topic: 'sources', viewer: ownViewer, onRows })
  }
  const stopWaiting = telemetry.on('capture.phase', follow)
  if (captures.isAtWork) follow()
  stack.defer(() => {
    stopWaiting()
    stop?.()
  })
}

const captureModes: CaptureModes = {
  replication: captureByReplication(),
  outbox: captureByOutbox(),
  // It only reads: there is nothing to take out again.
  poll: { capture: capturePoll, release: () => Promise.resolve() },
}
