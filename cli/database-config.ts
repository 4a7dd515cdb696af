import type { CaptureMode, InspectedTable, Inspection } from '#contract/database.ts'
import { OperatorError } from '#server/runtime/operator-error.ts'

export interface WantedCapture {
  /** Absent = the one that is recommended. */
  capture?: string
  /** `a.b,c.d`; absent = every table that this way fits. */
  tables?: string
}

type Found = Pick<Extract<Inspection, { ok: true }>, 'recommended' | 'tables'>

const modes: readonly CaptureMode[] = ['replication', 'outbox', 'poll']

/**
 * A config for what was asked for and what was found. Its rows have no meaning of their own yet: each becomes an event that
 * is named after its table.
 *
 * @throws {OperatorError} when nothing fits.
 */
export function configFor({ capture, tables }: WantedCapture, { recommended, tables: found }: Found): object {
  const mode = capture === undefined ? recommended : modes.find((each) => each === capture)
  if (mode === undefined) throw new OperatorError(`Say --capture as one of ${modes.join(', ')}.`)
  const chosen = tables === undefined ? found.filter((table) => fits(mode, table)) : named(tables, found)
  if (chosen.length === 0) {
    throw new OperatorError(`No table of this database can be captured by ${mode} as it is; say --tables or --config.`)
  }
  if (mode === 'poll') return { capture: mode, reads: chosen.map(toRead) }
  return { capture: mode, tables: chosen.map(({ table }) => table) }
}

function fits(mode: CaptureMode, table: InspectedTable): boolean {
  if (!table.canSelect) return false
  switch (mode) {
    case 'replication':
      return table.replicaIdentity === 'default' ? table.primaryKey.length > 0 : table.replicaIdentity !== 'nothing'
    case 'outbox':
      return true
    case 'poll':
      return table.primaryKey.length > 0 && table.suggestedCursor !== null
  }
}

function named(tables: string, found: readonly InspectedTable[]): InspectedTable[] {
  return tables.split(',').map((name) => {
    const table = found.find((each) => each.table === name.trim())
    if (table) return table
    throw new OperatorError(`There is no table ${name.trim()} in this database. Write it as schema.table.`)
  })
}

function toRead({ table, primaryKey, suggestedCursor }: InspectedTable): object {
  if (primaryKey.length > 0 && suggestedCursor !== null) return { table, key: primaryKey, cursor: suggestedCursor }
  throw new OperatorError(`Nothing tells by which columns ${table} is to be polled; say key and cursor with --config.`)
}
