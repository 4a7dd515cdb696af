import type pg from 'pg'

/** What the whole server, and this user's rights in this database, allow. */
export interface ServerFacts {
  version: string
  /** Such as 180004. */
  versionNumber: number
  database: string
  user: string
  encrypted: boolean
  /** A standby, or a database that was set to read only. */
  isReadOnly: boolean
  walLevel: string
  slots: { used: number; limit: number }
  senders: { used: number; limit: number }
  /** By attribute, as superuser, or by the role that a managed service has for it. */
  mayReplicate: boolean
  isSuperuser: boolean
  /** Schemas and publications. */
  mayCreate: boolean
}

export async function readServer(client: pg.Client): Promise<ServerFacts> {
  const { rows } = await client.query<ServerRow>(`
    select
      current_setting('server_version') as version,
      current_setting('server_version_num')::int as "versionNumber",
      current_database() as database,
      current_user as "user",
      coalesce((select ssl from pg_catalog.pg_stat_ssl where pid = pg_backend_pid()), false) as encrypted,
      pg_is_in_recovery() or current_setting('default_transaction_read_only')::boolean as "isReadOnly",
      current_setting('wal_level') as "walLevel",
      (select count(*)::int from pg_catalog.pg_replication_slots) as "slotsUsed",
      current_setting('max_replication_slots')::int as "slotsLimit",
      (select count(*)::int from pg_catalog.pg_stat_replication) as "sendersUsed",
      current_setting('max_wal_senders')::int as "sendersLimit",
      me.rolsuper as "isSuperuser",
      me.rolsuper or me.rolreplication or exists (
        select from pg_catalog.pg_roles service
        where service.rolname = 'rds_replication' and pg_has_role(service.oid, 'usage')
      ) as "mayReplicate",
      has_database_privilege(current_database(), 'create') as "mayCreate"
    from pg_catalog.pg_roles me
    where me.rolname = current_user`)
  const [row] = rows
  if (!row) throw new Error('the role of a session is in pg_roles')
  const { slotsUsed, slotsLimit, sendersUsed, sendersLimit, ...facts } = row
  return {
    ...facts,
    slots: { used: slotsUsed, limit: slotsLimit },
    senders: { used: sendersUsed, limit: sendersLimit },
  }
}

type ServerRow = Omit<ServerFacts, 'slots' | 'senders'> & {
  slotsUsed: number
  slotsLimit: number
  sendersUsed: number
  sendersLimit: number
}
