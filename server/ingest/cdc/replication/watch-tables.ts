import type pg from 'pg'
import type { DatabaseProblem, ReplicationConfig } from '#contract/database.ts'
import type { CaptureContext } from '../capture.ts'
import { CaptureError } from '../capture.ts'
import { declareGap } from '../declare-gap.ts'
import { readCatalogue } from '../table-catalogue.ts'
import { ensurePublication } from './publication.ts'

/*
 * What becomes of the captured tables while they are followed. The decoder says nothing when a table is no longer
 * published: its changes just do not come. A table that was taken out of the publication is put in again; what was written
 * meanwhile is missing, so it stays in sight until a new beginning or a restart.
 */
export interface TableWatch {
  look(): Promise<void>
}

export interface TableWatchOptions {
  context: Pick<CaptureContext<ReplicationConfig>, 'source' | 'config' | 'memory' | 'logger' | 'clock'>
  client: pg.Client
  /** The last moment at which all were known to be published. */
  publishedAt: number
}

interface Problem {
  code: DatabaseProblem
  detail: string
}

export function watchTables({ context, client, publishedAt }: TableWatchOptions): TableWatch {
  const { memory, config, clock, logger, source } = context
  let lastRightAt = publishedAt
  let mended: Problem | null = null
  let shown: Problem | null = null
  return {
    async look() {
      const now = clock.now()
      const found = await lookAtTables(client, config)
      if (found.missing.length > 0) {
        mended = explainMissing(found.missing, config)
        declareGap(memory, { reason: mended.code, now, from: lastRightAt, to: now })
        logger.warn({ source, ...mended }, 'captured tables had been taken out of the publication and are in it again')
      }
      if (!found.problem) lastRightAt = now
      const problem = found.problem ?? mended
      if (problem?.detail !== shown?.detail) memory.reportProblem(problem)
      shown = problem
    },
  }
}

/** `missing`: those that had not been published, and are now. */
export interface Found {
  missing: readonly string[]
  problem: Problem | null
}

/** Looks, and mends what can be mended. */
export async function lookAtTables(
  client: pg.ClientBase,
  { publication: name, tables: names }: Pick<ReplicationConfig, 'publication' | 'tables'>,
): Promise<Found> {
  try {
    const tables = await readCatalogue(client, names)
    const { missing } = await ensurePublication(client, { name, tables })
    return { missing, problem: null }
  } catch (error) {
    if (!(error instanceof CaptureError)) throw error
    return { missing: [], problem: explain(error) }
  }
}

export function explainMissing(
  missing: readonly string[],
  { publication, tables }: Pick<ReplicationConfig, 'publication' | 'tables'>,
): Problem {
  return {
    code: missing.length === tables.length ? 'publication-empty' : 'schema-changed',
    detail:
      `somebody had taken ${missing.join(', ')} out of the publication ${publication}; it is published again, ` +
      'but changes that were made meanwhile are missing: begin anew to copy what is there now',
  }
}

function explain({ code, message }: CaptureError): Problem {
  if (code === 'table-unknown') {
    return { code: 'schema-changed', detail: `${message}; put it back, or take it out of the tables of this source` }
  }
  if (code === 'no-primary-key') return { code, detail: `updates and deletes fail in the database now: ${message}` }
  return { code, detail: message }
}
