import type { CaptureMode, DatabaseProblem, Inspection } from '#contract/database.ts'
import type { ServerFacts } from './inspect-server.ts'
import { grantsToRead } from './grants-to-read.ts'
import type { LiveTable } from './inspect-tables.ts'

type Verdicts = Extract<Inspection, { ok: true }>['modes']
interface Obstacle {
  code: DatabaseProblem
  detail: string
}

/** What Vigie made here before, which then nobody needs a right to make. */
export interface OwnThings {
  publication: boolean
  slot: boolean
  outbox: boolean
}

/** The plan shows the SQL for all. */
const shownTables = 5

type Table = Pick<
  LiveTable,
  'table' | 'primaryKey' | 'replicaIdentity' | 'canSelect' | 'hidesRows' | 'isOwner' | 'mayTrigger'
>

interface Evidence {
  server: ServerFacts
  tables: readonly Table[]
  own: OwnThings
}

/** Logical messages reach subscribers since 14; pg_current_xact_id is there since 13. */
const oldestForReplication = 140_000
const oldestForOutbox = 130_000

/** What stands in the way of each mode, and, where a mode is possible, what it costs. */
export function judgeModes(evidence: Evidence): { modes: Verdicts; recommended: CaptureMode } {
  const unreadable = unreadableTables(evidence)
  const isBlind = evidence.tables.every(({ canSelect }) => !canSelect)
  const blind = isBlind ? unreadable : []
  const costs = isBlind ? [] : unreadable
  // Changes are told of rows that policies hide, too: only the copy lacks them.
  const isPollBlind = evidence.tables.every(({ canSelect, hidesRows }) => !canSelect || hidesRows)
  const modes = {
    replication: verdict([...blind, ...replicationObstacles(evidence)], [...costs, ...replicationCosts(evidence)]),
    outbox: verdict([...blind, ...outboxObstacles(evidence)], [...costs, ...outboxCosts(evidence)]),
    poll: isPollBlind ? verdict(unreadable, []) : verdict([], unreadable),
  }
  const recommended = modes.replication.possible ? 'replication' : modes.outbox.possible ? 'outbox' : 'poll'
  return { modes, recommended }
}

function verdict(obstacles: readonly Obstacle[], costs: readonly Obstacle[]): Verdicts['poll'] {
  return { possible: obstacles.length === 0, obstacles: [...obstacles, ...costs] }
}

function replicationObstacles({ server, tables, own }: Evidence): Obstacle[] {
  const { slots, senders } = server
  const found: Obstacle[] = []
  if (server.versionNumber < oldestForReplication) found.push(tooOld(server, '14'))
  if (server.isReadOnly) found.push(readOnly)
  if (server.walLevel !== 'logical') {
    found.push({
      code: 'wal-level',
      detail: `wal_level is ${server.walLevel}; run as superuser: alter system set wal_level = 'logical', and restart the server. A managed service has a switch for it: see docs/databases.md`,
    })
  }
  if (!server.mayReplicate) {
    found.push({
      code: 'no-replication-privilege',
      detail: `the user lacks REPLICATION; run as superuser: alter role ${quoted(server.user)} replication (on Amazon RDS: grant rds_replication to ${quoted(server.user)})`,
    })
  }
  if (!own.publication) found.push(...publicationObstacles({ server, tables }))
  if (!own.slot && slots.used >= slots.limit) {
    found.push({
      code: 'slots-exhausted',
      detail: `all ${slots.limit} replication slots are taken; drop one that nobody reads (select slot_name, active from pg_replication_slots), or raise max_replication_slots and restart the server`,
    })
  }
  if (senders.used >= senders.limit) {
    found.push({
      code: 'senders-exhausted',
      detail: `all ${senders.limit} WAL senders are taken; raise max_wal_senders and restart the server`,
    })
  }
  return found
}

function publicationObstacles({ server, tables }: Omit<Evidence, 'own'>): Obstacle[] {
  if (server.isReadOnly) return []
  const user = quoted(server.user)
  if (!server.mayCreate) {
    return [
      {
        code: 'insufficient-privilege',
        detail: `the user may not create a publication; run as the owner of the database: grant create on database ${quoted(server.database)} to ${user}; or let the owner of the tables create the publication, whose SQL the plan shows`,
      },
    ]
  }
  if (tables.length === 0 || tables.some(({ isOwner }) => isOwner)) return []
  return [
    {
      code: 'insufficient-privilege',
      detail: `${user} owns none of the tables, and only their owner may publish them; let the owner create the publication, whose SQL the plan shows, or grant ${user} the role that owns them`,
    },
  ]
}

function replicationCosts({ tables }: Evidence): Obstacle[] {
  const keyless = tables.filter(
    ({ primaryKey, replicaIdentity }) =>
      replicaIdentity === 'nothing' || (replicaIdentity === 'default' && primaryKey.length === 0),
  )
  return keyless.length === 0
    ? []
    : [
        {
          code: 'no-primary-key',
          detail: `PostgreSQL refuses updates and deletes of a published table in which nothing identifies a row; before it is captured it needs a primary key, or REPLICA IDENTITY FULL: ${listed(keyless)}`,
        },
      ]
}

function outboxObstacles({ server, tables, own }: Evidence): Obstacle[] {
  const found: Obstacle[] = []
  const user = quoted(server.user)
  if (server.versionNumber < oldestForOutbox) found.push(tooOld(server, '13'))
  if (server.isReadOnly) found.push(readOnly)
  if (own.outbox || server.isReadOnly) return found
  if (!server.mayCreate) {
    found.push({
      code: 'insufficient-privilege',
      detail: `the user may not create a schema for the outbox; run as the owner of the database: grant create on database ${quoted(server.database)} to ${user}; or let somebody who may run the SQL that the plan shows`,
    })
  }
  if (tables.length > 0 && !tables.some(({ mayTrigger }) => mayTrigger)) {
    found.push({
      code: 'insufficient-privilege',
      detail: `the user may put a trigger on none of the tables; their owner runs: grant trigger on all tables in schema … to ${user}; or let the owner run the SQL that the plan shows`,
    })
  }
  return found
}

function outboxCosts({ tables }: Evidence): Obstacle[] {
  const keyless = tables.filter(({ primaryKey }) => primaryKey.length === 0)
  return keyless.length === 0
    ? []
    : [
        {
          code: 'no-primary-key',
          detail: `without a primary key, what changes has no name of its own: ${listed(keyless)}`,
        },
      ]
}

function unreadableTables({ server, tables }: Omit<Evidence, 'own'>): Obstacle[] {
  if (tables.length === 0) {
    return [
      {
        code: 'insufficient-privilege',
        detail:
          'there is no table in this database, or the user may use none of its schemas; check the name of the database',
      },
    ]
  }
  const unreadable = tables.filter(({ canSelect }) => !canSelect)
  const hidden = tables.filter(({ hidesRows }) => hidesRows)
  return [
    ...(unreadable.length === 0 ? [] : [mayNotRead(unreadable, server)]),
    ...(hidden.length === 0 ? [] : [seesNotAll(hidden, server)]),
  ]
}

function mayNotRead(tables: readonly Table[], { user }: ServerFacts): Obstacle {
  const shown = tables.slice(0, shownTables).map(({ table }) => ({ table, canSelect: false, hidesRows: false }))
  const grants = grantsToRead(user, shown).map(({ sql }) => sql)
  return {
    code: 'insufficient-privilege',
    detail: `the user may not read ${listed(tables)}; their owner runs: ${grants.join(' ')}`,
  }
}

function seesNotAll(tables: readonly Table[], { user }: ServerFacts): Obstacle {
  return {
    code: 'insufficient-privilege',
    detail: `row-level security hides rows of ${listed(tables)} from the user, so they are neither copied nor polled; a superuser runs: alter role ${quoted(user)} bypassrls; or their owner grants ${quoted(user)} the role that owns them; or, for polling, makes a view of the rows that it may see, and grants select on that`,
  }
}

function tooOld({ version }: ServerFacts, needed: string): Obstacle {
  return { code: 'version-too-old', detail: `this is PostgreSQL ${version}; this way needs ${needed} or newer` }
}

const readOnly: Obstacle = {
  code: 'read-only',
  detail: 'this server is a standby, or was set to read only: nothing can be made on it; connect to the primary',
}

function listed(tables: readonly Table[]): string {
  const names = tables.slice(0, shownTables).map(({ table }) => table)
  return tables.length > names.length
    ? `${names.join(', ')} and ${tables.length - names.length} more`
    : names.join(', ')
}

/** An identifier in SQL. */
function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
