import type * as z from 'zod'
import type {
  CaptureMode,
  databaseConfigSchema,
  DatabaseConfig,
  DatabaseProblem,
  InspectedTable,
  Inspection,
  PolledTable,
  TableMapping,
} from '#contract/database.ts'
import { freeName } from './edit-mapping.ts'

/** A database that answered. */
export type Inspected = Extract<Inspection, { ok: true }>

export type DatabaseConfigInput = z.input<typeof databaseConfigSchema>

/** What somebody has chosen so far, whichever of the ways it will be. Choices of one way are kept while another is tried. */
export interface Draft {
  capture: CaptureMode
  /** In the order of the inspection. */
  tables: readonly string[]
  /** How a table is read where it is polled. */
  reads: Readonly<Record<string, PolledTable>>
  intervalSeconds: number
  /** Whether rows that are there already come in first. */
  snapshot: boolean
  walBudgetBytes: number
  mappings: readonly TableMapping[]
}

const gib = 1024 ** 3
const overlapOfPolls = 60

/** To begin with: the way that is recommended, the tables that seem to mean something, and what they seem to mean. */
export function draftFrom({ recommended, tables }: Inspected): Draft {
  const suggested = tables.filter(isSuggested)
  return {
    capture: recommended,
    tables: suggested.map(({ table }) => table),
    reads: Object.fromEntries(tables.map((table) => [table.table, readOf(table)])),
    intervalSeconds: 60,
    snapshot: true,
    walBudgetBytes: 4 * gib,
    mappings: tables.flatMap(({ suggestedMappings }) => suggestedMappings),
  }
}

/** What was chosen before the database was asked again, as far as it is still there. */
export function keepFitting(draft: Draft, inspected: Inspected): Draft {
  const fresh = draftFrom(inspected)
  const there = new Set(inspected.tables.filter(({ canSelect }) => canSelect).map(({ table }) => table))
  return {
    ...draft,
    capture: canChoose(inspected, draft.capture) ? draft.capture : inspected.recommended,
    tables: draft.tables.filter((table) => there.has(table)),
    reads: { ...fresh.reads, ...draft.reads },
  }
}

/**
 * The settings of a source that is there, to be changed. Tables that the database no longer has are left out. Tables that are
 * not captured yet have the meanings that they seem to have, for whoever chooses them.
 */
export function draftOf(config: DatabaseConfig, inspected: Inspected): Draft {
  const fresh = draftFrom(inspected)
  const gone = goneTables(config, inspected)
  const captured = capturedNames(config)
  const mappings = [...config.mappings]
  for (const mapping of fresh.mappings) {
    if (captured.includes(mapping.table)) continue
    const isTaken = mappings.some(({ name }) => name === mapping.name)
    mappings.push(isTaken ? { ...mapping, name: freeName(mapping.table, mappings) } : mapping)
  }
  const { capture, snapshot } = config
  const draft = { ...fresh, capture, snapshot, mappings, tables: captured.filter((table) => !gone.includes(table)) }
  switch (config.capture) {
    case 'replication':
      return { ...draft, walBudgetBytes: config.walBudgetBytes }
    case 'outbox':
      return draft
    case 'poll': {
      const reads = Object.fromEntries(config.reads.map((read) => [read.table, read]))
      return { ...draft, reads: { ...draft.reads, ...reads }, intervalSeconds: config.intervalSeconds }
    }
  }
}

/** Tables, and what queries call their rows. */
export function capturedNames(config: DatabaseConfig): readonly string[] {
  return config.capture === 'poll' ? config.reads.map(({ table }) => table) : config.tables
}

/** Captured tables that are no longer in the database, or no longer seen by its user. */
export function goneTables(config: DatabaseConfig, { tables }: Pick<Inspected, 'tables'>): string[] {
  const asked = config.capture === 'poll' ? config.reads.filter(({ query }) => query !== undefined) : []
  const known = new Set([...tables, ...asked].map(({ table }) => table))
  return capturedNames(config).filter((table) => !known.has(table))
}

export function isSuggested({ suggestedMappings, canSelect }: InspectedTable): boolean {
  return canSelect && suggestedMappings.length > 0
}

/** What the script of the plan mends, or what is a cost only. */
const mendable = new Set<DatabaseProblem>(['insufficient-privilege', 'no-primary-key'])

/** Whether a way can be gone: at once, or once somebody with more rights has run the script that the plan shows. */
export function canChoose({ modes }: Pick<Inspected, 'modes'>, capture: CaptureMode): boolean {
  const { possible, obstacles } = modes[capture]
  return possible || obstacles.every(({ code }) => mendable.has(code))
}

function readOf({ table, primaryKey, suggestedCursor }: InspectedTable): PolledTable {
  return { table, key: primaryKey, cursor: suggestedCursor ?? '', overlap: overlapOfPolls }
}

/** Tables that are to be polled and of which it is not said yet how. */
export function unreadable({ capture, tables, reads }: Draft): string[] {
  if (capture !== 'poll') return []
  return tables.filter((table) => {
    const read = reads[table]
    return read === undefined || read.key.length === 0 || read.cursor === ''
  })
}

/** Meanings of the tables that are chosen. */
export function mappingsOf({ tables, mappings }: Draft): TableMapping[] {
  return mappings.filter(({ table }) => tables.includes(table)).map((mapping) => fitLines(mapping, tables))
}

/** A mapping without its lines where their table is not captured. */
export function fitLines(mapping: TableMapping, tables: readonly string[]): TableMapping {
  const { lines, ...others } = mapping
  return lines === undefined || tables.includes(lines.table) ? mapping : others
}

/** The settings of the source that a draft describes. Slots belong to a whole server, so each source names its own; as its outbox. */
export function configOf(draft: Draft, slug: string): DatabaseConfigInput {
  const { capture, snapshot, intervalSeconds, walBudgetBytes, reads } = draft
  const tables = [...draft.tables]
  const mappings = mappingsOf(draft)
  switch (capture) {
    case 'replication': {
      const name = nameInDatabase(slug)
      return { capture, tables, mappings, snapshot, walBudgetBytes, publication: name, slot: name }
    }
    case 'outbox':
      return { capture, tables, mappings, snapshot, schema: nameInDatabase(slug) }
    case 'poll': {
      const chosen = tables.flatMap((table) => reads[table] ?? [])
      return { capture, reads: chosen, mappings, snapshot, intervalSeconds }
    }
  }
}

/** The settings of a source as a draft changes them; what a draft does not ask about stays, such as the name of a slot. */
export function changedConfig(config: DatabaseConfig, draft: Draft): DatabaseConfig {
  const mappings = mappingsOf(draft)
  if (config.capture !== 'poll') return { ...config, tables: [...draft.tables], mappings }
  const reads = draft.tables.flatMap((table) => draft.reads[table] ?? [])
  return { ...config, reads, mappings, intervalSeconds: draft.intervalSeconds }
}

/** Of the publication, the slot, the outbox's schema: `a-shop` makes `vigie_a_shop`. */
function nameInDatabase(slug: string): string {
  const name = slug.replaceAll('-', '_')
  return name === '' ? 'vigie' : `vigie_${name}`.slice(0, 63)
}

/** How a source comes by its data, as its age mark words it, and how old that may be unless somebody says otherwise. */
export function defaultPromise({ capture, intervalSeconds }: Draft): { mode: 'push' | 'poll'; promiseSeconds: number } {
  return capture === 'poll'
    ? { mode: 'poll', promiseSeconds: Math.max(60, 2 * intervalSeconds) }
    : { mode: 'push', promiseSeconds: 60 }
}
