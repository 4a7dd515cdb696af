import pg from 'pg'
import type { DatabaseConfig, Preview, TableMapping } from '#contract/database.ts'
import type { PointerError } from '#contract/problem.ts'
import { toPointer } from '../../runtime/pointer.ts'
import { member, numeralOf } from '../sent-value.ts'
import { believe } from '../webhook-events.ts'
import { checkMappings } from './check-mapping.ts'
import { fitData } from './fit-data.ts'
import type { LiveSchema } from './live-schema.ts'
import { asRelation, inSavepoint, readLiveSchema } from './live-schema.ts'
import type { JoinedLines, MappedRow } from './map-change.ts'
import { isMeant, mapLine, mapRow } from './map-change.ts'
import { parseRow } from './parse-row.ts'
import type { Row, RowChange } from './row-change.ts'
import { explainWithoutBefore, mappingsWithoutBefore } from './rows-before.ts'
import { quoteTable, readCatalogue, splitTableName } from './table-catalogue.ts'

/*
 * Rows of the live database, and what each mapping would make of them. Nothing is changed and nothing is stored. A row that
 * is there stands for one that was just written: what depends on what it was before is taken as fulfilled, and as unchanged.
 */
const rowsShown = 5
const linesShown = 100

type PreviewRow = Preview['rows'][number]

export interface PreviewOptions {
  /** In a transaction that can change nothing, whose statements take limited time. */
  client: pg.Client
  config: DatabaseConfig
  /** Name of the one to try; absent = every one. */
  mapping?: string | undefined
  /** Epoch ms. */
  now: number
}

export async function previewMappings({ client, config, mapping: only, now }: PreviewOptions): Promise<Preview> {
  const schema = await readLiveSchema(client, config)
  const errors = [...checkMappings(config, schema), ...(await withoutBefore(client, config, schema))]
  const rows: PreviewRow[] = []
  for (const [index, mapping] of config.mappings.entries()) {
    if (only !== undefined && mapping.name !== only) continue
    const place = { client, config, schema, mapping, now }
    const shown = await inSavepoint(client, () => previewRows(place))
    if (shown.ok) rows.push(...shown.value)
    else if (!hasErrors(errors, index)) errors.push({ pointer: toPointer(['mappings', index]), detail: shown.message })
  }
  return { errors, rows }
}

/** What a mapping waits for in vain as long as the database does not send it. */
async function withoutBefore(
  client: pg.Client,
  config: DatabaseConfig,
  { relations }: LiveSchema,
): Promise<PointerError[]> {
  if (config.capture !== 'replication') return []
  const there = config.tables.filter((table) => relations.some((relation) => relation.table === table))
  return explainWithoutBefore(mappingsWithoutBefore(config.mappings, await readCatalogue(client, there)))
}

function hasErrors(errors: readonly PointerError[], index: number): boolean {
  return errors.some(({ pointer }) => pointer.startsWith(`#/mappings/${index}/`))
}

interface Place {
  client: pg.Client
  config: DatabaseConfig
  schema: LiveSchema
  mapping: TableMapping
  now: number
}

async function previewRows(place: Place): Promise<PreviewRow[]> {
  const { client, config, mapping, now } = place
  if (!place.schema.relations.some(({ table }) => table === mapping.table)) return []
  const key = await readKey(place)
  // The newest, by keys that count up; a query has no index to find them by.
  const newest = key.map((column) => `source.${pg.escapeIdentifier(column)} desc`).join(', ')
  const order = newest === '' || config.capture === 'poll' ? '' : `order by ${newest}`
  const { rows } = await client.query<{ json: string }>(
    `select row_to_json(shown)::text as json from (
       select ${sentColumns(place.schema, mapping.table)} from ${relationOf(config, mapping.table)} source ${order} limit $1
     ) shown`,
    [rowsShown],
  )
  const previews: PreviewRow[] = []
  for (const { json } of rows) {
    const change = asChange(json, { mapping, key, now })
    const lines = mapping.lines && config.capture !== 'poll' ? await readLines(place, change) : undefined
    previews.push(previewOf(change, mapping, { lines, now }))
  }
  return previews
}

/** Those of which changes carry the value: an event would not have the others either. */
function sentColumns({ relations }: LiveSchema, table: string): string {
  const columns = relations.find((relation) => relation.table === table)?.columns ?? []
  if (columns.every(({ unsent }) => unsent === undefined)) return 'source.*'
  const sent = columns.filter(({ unsent }) => unsent === undefined)
  return sent.map(({ name }) => `source.${pg.escapeIdentifier(name)}`).join(', ')
}

function relationOf(config: DatabaseConfig, table: string): string {
  const query = config.capture === 'poll' ? config.reads.find((read) => read.table === table)?.query : undefined
  return query === undefined ? quoteTable(table) : `(select * from ${asRelation(query)})`
}

async function readKey({ client, config, mapping }: Place): Promise<readonly string[]> {
  if (config.capture === 'poll') return config.reads.find(({ table }) => table === mapping.table)?.key ?? []
  const { schema, name } = splitTableName(mapping.table)
  const { rows } = await client.query<{ name: string }>(
    `select a.attname::text as name
     from pg_catalog.pg_namespace n
     join pg_catalog.pg_class c on c.relnamespace = n.oid
     join pg_catalog.pg_index i on i.indrelid = c.oid and i.indisprimary
     cross join unnest(i.indkey::int2[]) with ordinality k (attnum, place)
     join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum
     where n.nspname = $1 and c.relname = $2 and k.place <= i.indnkeyatts
     order by k.place`,
    [schema, name],
  )
  return rows.map((row) => row.name)
}

function asChange(
  json: string,
  { mapping, key, now }: { mapping: Pick<TableMapping, 'on' | 'table'>; key: readonly string[]; now: number },
): RowChange {
  const { row, omitted } = parseRow(json)
  const [op = 'insert'] = mapping.on
  const { schema, name } = splitTableName(mapping.table)
  return {
    id: 'preview',
    op,
    schema,
    table: name,
    key: Object.fromEntries(key.map((column) => [column, member(row, column)])),
    before: op === 'insert' ? null : row,
    after: op === 'delete' ? null : row,
    kept: [],
    omitted,
    committedAt: now,
    place: {},
    backfill: false,
  }
}

async function readLines({ client, schema, mapping, now }: Place, header: RowChange): Promise<JoinedLines> {
  const { lines } = mapping
  if (!lines || !schema.relations.some(({ table }) => table === lines.table)) return { lines: [], isTruncated: false }
  const match = Object.entries(lines.match)
  const values = match.map(([, column]) => textOf(header.after ?? header.before ?? {}, column))
  const { rows } = await client.query<{ json: string }>(
    `select row_to_json(shown)::text as json from (
       select ${sentColumns(schema, lines.table)} from ${quoteTable(lines.table)} source
       where ${match.map(([column], index) => `source.${pg.escapeIdentifier(column)} = $${index + 1}`).join(' and ')}
       limit ${linesShown}
     ) shown`,
    values,
  )
  const asLine = (json: string): MappedRow =>
    mapLine(asChange(json, { mapping: { table: lines.table, on: ['insert'] }, key: [], now }), mapping)
  return { lines: rows.map(({ json }) => asLine(json)), isTruncated: rows.length === linesShown }
}

function textOf(row: Row, column: string): string | null {
  const value = member(row, column)
  return numeralOf(value) ?? (typeof value === 'string' || typeof value === 'boolean' ? `${value}` : null)
}

function previewOf(
  change: RowChange,
  mapping: TableMapping,
  { lines, now }: { lines: JoinedLines | undefined; now: number },
): PreviewRow {
  const row = fitData({ ...(change.after ?? change.before) }).data
  const shown = { mapping: mapping.name, table: mapping.table, row }
  const when = mapping.when.filter(({ is }) => is !== 'changed')
  if (!isMeant(change, { ...mapping, when })) return { ...shown, event: null }
  const { type, subject, statedAt, data } = mapRow(change, mapping, lines)
  const occurredAt = new Date(believe(statedAt, now).occurredAt).toISOString()
  return { ...shown, event: { type, subject, occurredAt, data } }
}
