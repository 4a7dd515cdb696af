import type { Pool } from 'pg'
import type { ReplicationConfig } from '#contract/database.ts'
import { openConnection } from '../ingest/cdc/connection.ts'
import type { RowChange } from '../ingest/cdc/row-change.ts'
import { captureByReplication } from '../ingest/cdc/replication/capture-replication.ts'
import { StagedSnapshot } from '../ingest/cdc/snapshot-stage.ts'
import { systemClock } from '../runtime/clock.ts'
import { Telemetry } from '../runtime/telemetry.ts'
import type { ChangeLog, RememberedCapture } from './captured.ts'
import { silentLogger } from './log-fixture.ts'

interface RunOptions {
  /** Of somebody's database. */
  url: string
  /** Ours. */
  pool: Pool
  memory: RememberedCapture
  log: ChangeLog
  config: ReplicationConfig
  pace?: Parameters<typeof captureByReplication>[0]
  /** In place of the capture: only the watch over a paused source, or taking out what is forgotten, or everything. */
  doing?: 'capture' | 'whilePaused' | 'beforeNewBeginning' | 'release'
}

/** One run of a capture, as a process makes it. */
export interface CaptureRun extends AsyncDisposable {
  /** Resolves with what ended it. */
  ended: Promise<unknown>
  /** Resolves when nothing of it runs any more. */
  stop(): Promise<void>
}

export function runReplication({ url, pool, memory, log, config, pace, doing = 'capture' }: RunOptions): CaptureRun {
  const stopping = new AbortController()
  const { signal } = stopping
  const source = 'erp'
  const shared = { source, memory, sink: log, clock: systemClock, signal }
  const mode = captureByReplication({ intervalMs: 100, heartbeatMs: 500, ...pace })
  const running = (mode[doing] ?? mode.capture)({
    ...shared,
    config,
    connection: openConnection(url, source),
    snapshots: new StagedSnapshot({ ...shared, pool, joined: [] }),
    logger: silentLogger,
    telemetry: new Telemetry(),
  })
  const ended = running.then(
    () => null,
    (error: unknown) => error,
  )
  const stop = async () => {
    stopping.abort(new Error('the test stops it'))
    await ended
  }
  return { ended, stop, [Symbol.asyncDispose]: stop }
}

/** What the table looks like to somebody who knows its changes only; by the text of the key. */
export function foldChanges(changes: readonly RowChange[], table: string): Map<string, unknown> {
  const rows = new Map<string, unknown>()
  for (const { op, key, before, after, table: changed } of changes) {
    if (changed !== table) continue
    if (op === 'truncate') rows.clear()
    const old = before ?? key
    if (old) rows.delete(JSON.stringify(old['id']))
    if (after) rows.set(JSON.stringify(after['id']), after)
  }
  return rows
}
