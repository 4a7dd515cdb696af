import pg from 'pg'
import type { DatabaseProblem } from '#contract/database.ts'
import { CaptureError } from '../capture.ts'
import type { DatabaseConnection } from '../connection.ts'
import { connectionName } from '../connection.ts'
import type { Lsn } from './lsn.ts'
import { parseLsn } from './lsn.ts'
import { serverVersion } from './publication.ts'
import { createSlotStatement } from './slot-sql.ts'
import type { ServerState, SlotState } from './slot-decision.ts'

/*
 * Statements about a replication slot and the server that it is on. A slot keeps write-ahead log until somebody reads on:
 * whatever makes one sees to it that its name is remembered before.
 */

/** @throws CaptureError when the server or the user cannot replicate at all. */
export async function openReplication(connection: DatabaseConnection): Promise<pg.Client> {
  try {
    // Making a slot waits for whoever has a transaction open, however long.
    return await connection.connect('setup', { replication: true, statementTimeoutMs: 0 })
  } catch (error) {
    throw explainReplicationConnect(error, connection.address.user)
  }
}

function explainReplicationConnect(error: unknown, user: string): unknown {
  if (!(error instanceof CaptureError) || error.code !== 'insufficient-privilege') return error
  const sql = `alter role ${pg.escapeIdentifier(user)} replication;`
  return new CaptureError('no-replication-privilege', `the user may not replicate; a superuser runs: ${sql}`, {
    cause: error,
  })
}

/** For a connection on which other statements may take for ever. @types/pg does not know `query_timeout`. */
function promptly(text: string) {
  return { text, query_timeout: 30_000 }
}

const oldestVersion = 140_000

/** @throws CaptureError that says what must be changed on the server. */
export async function requireLogicalReplication(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ level: string; isStandby: boolean; version: string }>(
    `select current_setting('wal_level') as level, pg_is_in_recovery() as "isStandby",
       current_setting('server_version') as version`,
  )
  const [server] = rows
  if ((await serverVersion(client)) < oldestVersion) {
    throw new CaptureError(
      'version-too-old',
      `PostgreSQL 14 is the oldest that is followed; this is ${server?.version}`,
    )
  }
  if (server?.isStandby) throw new CaptureError('read-only', 'this server is a standby; connect to its primary')
  if (server?.level === 'logical') return
  throw new CaptureError(
    'wal-level',
    `wal_level is ${server?.level}; a superuser runs: alter system set wal_level = logical; and restarts the server`,
  )
}

/** @param client speaks the replication protocol. */
export async function readServer(client: pg.ClientBase): Promise<ServerState> {
  const { rows } = await client.query<{ systemid: string; timeline: number | string; xlogpos: string }>(
    promptly('IDENTIFY_SYSTEM'),
  )
  const [system] = rows
  if (!system) throw new Error('IDENTIFY_SYSTEM answered nothing')
  // Version 16 made it an int8, which comes as text.
  const timeline = Number(system.timeline)
  const branches = timeline === 1 ? [] : await readBranches(client, timeline)
  return { systemId: system.systemid, timeline, walEnd: parseLsn(system.xlogpos), branches }
}

async function readBranches(client: pg.ClientBase, timeline: number): Promise<ServerState['branches']> {
  const { rows } = await client.query<{ content: Buffer | string }>(promptly(`TIMELINE_HISTORY ${timeline}`))
  return parseTimelineHistory(rows[0]?.content.toString() ?? '')
}

/** A line for each earlier timeline: its number, where the next one branched off, why. */
export function parseTimelineHistory(content: string): { timeline: number; at: Lsn }[] {
  return content.split('\n').flatMap((line) => {
    const [, timeline, at] = /^\s*(\d+)\s+([0-9A-Fa-f]+\/[0-9A-Fa-f]+)/.exec(line) ?? []
    return timeline && at ? [{ timeline: Number(timeline), at: parseLsn(at) }] : []
  })
}

/** `invalidation_reason` exists from version 17 on. */
export async function readSlot(client: pg.ClientBase, name: string): Promise<SlotState | null> {
  const { rows } = await client.query<Omit<SlotState, 'confirmed'> & { confirmed: string | null }>(
    `select database = current_database() and plugin = 'pgoutput' as "isOfThisDatabase", active as "isActive",
       confirmed_flush_lsn::text as confirmed, wal_status as "walStatus",
       to_jsonb(s) ->> 'invalidation_reason' as invalidation
     from pg_replication_slots s where slot_name = $1`,
    [name],
  )
  const [slot] = rows
  if (!slot) return null
  // A physical slot has neither.
  const isOfThisDatabase = slot.isOfThisDatabase ?? false
  return { ...slot, isOfThisDatabase, confirmed: slot.confirmed === null ? 0n : parseLsn(slot.confirmed) }
}

export interface CreatedSlot {
  /** Commits before it are in the snapshot, those after it in the stream. */
  consistentPoint: Lsn
  /** To be imported by a transaction before this connection does anything else; null when none was wanted. */
  snapshot: string | null
}

/**
 * Waits until every transaction that is open now has ended.
 *
 * @param client speaks the replication protocol.
 * @throws CaptureError
 */
export async function createSlot(
  client: pg.ClientBase,
  slot: { name: string; exportsSnapshot: boolean; version: number },
): Promise<CreatedSlot> {
  try {
    const { rows } = await client.query<{ consistent_point: string; snapshot_name: string | null }>(
      createSlotStatement(slot),
    )
    const [created] = rows
    if (!created) throw new Error('CREATE_REPLICATION_SLOT answered nothing')
    return { consistentPoint: parseLsn(created.consistent_point), snapshot: created.snapshot_name }
  } catch (cause) {
    throw explainCreate(cause)
  }
}

/** By SQLSTATE. */
const createFailures: Readonly<Record<string, readonly [DatabaseProblem, string]>> = {
  '53400': [
    'slots-exhausted',
    'every slot of the server is taken; drop one that nobody needs, or raise max_replication_slots',
  ],
  '42710': ['slot-in-use', 'there is a slot of this name which this source did not make; choose another name'],
  '55000': ['wal-level', 'the server cannot decode its log'],
  '42501': ['no-replication-privilege', 'the user may not make a slot'],
}

function explainCreate(cause: unknown): unknown {
  const known = cause instanceof pg.DatabaseError ? createFailures[cause.code ?? ''] : undefined
  return known && cause instanceof Error
    ? new CaptureError(known[0], `${known[1]} (${cause.message})`, { cause })
    : cause
}

/**
 * Ends connections of this source that hold the slot: of a process that was killed, or behind a line that fell silent, of
 * which the server does not know yet. Only one process captures a source, so nobody alive loses one.
 */
export async function endOwnReaders(
  client: pg.ClientBase,
  { slot, source }: { slot: string; source: string },
): Promise<void> {
  const names = ['stream', 'setup'].map((purpose) => connectionName(source, purpose))
  await client.query(
    `select pg_terminate_backend(a.pid, 5000)
     from pg_replication_slots s join pg_stat_activity a on a.pid = s.active_pid
     where s.slot_name = $1 and a.application_name = any ($2::text[])`,
    [slot, names],
  )
}

/** Ends whoever reads from it. Nothing happens when it is not there. */
export async function dropSlot(client: pg.ClientBase, name: string): Promise<void> {
  await client.query(
    `select pg_terminate_backend(active_pid, 5000) from pg_replication_slots where slot_name = $1 and active_pid is not null`,
    [name],
  )
  await client.query('select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = $1', [
    name,
  ])
}

/** As IDENTIFY_SYSTEM says it, on a plain session. */
export async function readSystemId(client: pg.ClientBase): Promise<string> {
  const { rows } = await client.query<{ id: string }>('select system_identifier::text as id from pg_control_system()')
  return rows[0]?.id ?? ''
}
