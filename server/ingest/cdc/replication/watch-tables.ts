import type pg from 'pg'
import type { DatabaseProblem, ReplicationConfig } from '#contract/database.ts'
import type { CaptureContext } from '../capture.ts'
import { CaptureError } from '../capture.ts'
import { checkMappings } from '../check-mapping.ts'
import { declareGap } from '../declare-gap.ts'
import { readLiveSchema } from '../live-schema.ts'
import type { MappingWithoutBefore } from '../rows-before.ts'
import { mappingsWithoutBefore } from '../rows-before.ts'
import { readCatalogue } from '../table-catalogue.ts'
import { ensurePublication } from './publication.ts'

/*
 * What becomes of the captured tables while they are followed. The decoder says nothing when a table is no longer
 * published: its changes just do not come. A table that was taken out of the publication is put in again; what was written
 * meanwhile is missing, so it stays in sight until a new beginning or a restart. Nor does the decoder say that a column is
 * gone that a mapping reads: events just lack what it held, so the mappings are held to the schema as it is now.
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
      if (found.isPublished) lastRightAt = now
      const problem = found.problem ?? mended
      if (problem?.detail !== shown?.detail) memory.reportProblem(problem)
      shown = problem
    },
  }
}

export interface Found {
  /** Those that had not been published, and are now. */
  missing: readonly string[]
  /** All are published now. */
  isPublished: boolean
  problem: Problem | null
}

/** Looks, and mends what can be mended. */
export async function lookAtTables(client: pg.Client, config: ReplicationConfig): Promise<Found> {
  try {
    const tables = await readCatalogue(client, config.tables)
    const { missing } = await ensurePublication(client, { name: config.publication, tables })
    return {
      missing,
      isPublished: true,
      problem: (await misfitOf(client, config)) ?? keyOnlyOf(mappingsWithoutBefore(config.mappings, tables)),
    }
  } catch (error) {
    if (!(error instanceof CaptureError)) throw error
    return { missing: [], isPublished: false, problem: explain(error) }
  }
}

/** A column was dropped, renamed or given another type since the mappings were saved. */
async function misfitOf(client: pg.Client, config: ReplicationConfig): Promise<Problem | null> {
  if (config.mappings.length === 0) return null
  const errors = checkMappings(config, await readLiveSchema(client, config), { isSaved: true })
  if (errors.length === 0) return null
  const shown = errors.slice(0, 3).map(({ pointer, detail }) => `${pointer}: ${detail}`)
  const more = errors.length > shown.length ? `; and ${errors.length - shown.length} more` : ''
  return { code: 'schema-changed', detail: `mappings no longer fit the tables: ${shown.join('; ')}${more}` }
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

function keyOnlyOf(mappings: readonly MappingWithoutBefore[]): Problem | null {
  if (mappings.length === 0) return null
  const statements = new Set(mappings.flatMap((mapping) => mapping.statements))
  return {
    code: 'replica-identity',
    detail:
      `mapping ${mappings.map(({ name }) => name).join(', ')} needs rows as they were before their change, of which the database ` +
      `sends no more than the key; somebody who may runs: ${[...statements].join(' ')}`,
  }
}

function explain({ code, message }: CaptureError): Problem {
  if (code === 'table-unknown') {
    return { code: 'schema-changed', detail: `${message}; put it back, or take it out of the tables of this source` }
  }
  if (code === 'no-primary-key') return { code, detail: `updates and deletes fail in the database now: ${message}` }
  return { code, detail: message }
}
