import type { Pool } from 'pg'
import type { AuditEntry, AuditOutcome, AuditQuery, AuditWho } from '#contract/audit.ts'
import { auditKindSchema, auditOutcomeSchema } from '#contract/audit.ts'
import type { Clock } from '../runtime/clock.ts'

/** What happened, without the time, which is that of writing it down. */
export interface Audited {
  who: AuditWho
  /** A command as its permission names it, without `command:`; or `sign-in` and the like. */
  action: string
  subject?: string | null
  members?: readonly string[]
  outcome: AuditOutcome
  /** Of the answer; absent = it was not asked for through the API. */
  status?: number
  /** Of the caller, as the doors know it; `terminal` for commands. */
  address: string
}

/**
 * The append-only record of who did what. Whoever does something that is no command of the API (a sign-in, a command on
 * the terminal) calls `record` itself; commands are recorded by the hook in audit.ts.
 */
export class AuditLog {
  readonly #pool: Pool
  readonly #clock: Clock

  constructor({ pool, clock }: { pool: Pool; clock: Clock }) {
    this.#pool = pool
    this.#clock = clock
  }

  /** Resolves after the commit. Texts are cut to what a screen can show; values and secrets are the caller's to keep out. */
  async record({ who, action, subject = null, members = [], outcome, status, address }: Audited): Promise<void> {
    await this.#pool.query({
      name: 'record_audit_entry',
      text: `insert into audit_entries (at, who_id, who_name, who_kind, action, subject, members, outcome, status, address)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      values: [
        new Date(this.#clock.now()),
        who.id,
        storable(who.name, 200),
        who.kind,
        action,
        subject === null ? null : storable(subject, 300),
        members.slice(0, maxMembers).map((name) => storable(name, 64)),
        outcome,
        status ?? null,
        storable(address, 64),
      ],
    })
  }

  /** Newest first. */
  async read({ who, action, outcome, from, until, before, limit }: AuditQuery): Promise<AuditEntry[]> {
    const { rows } = await this.#pool.query<EntryRow>({
      text: `
        select id, at, who_id, who_name, who_kind, action, subject, members, outcome, status, address from audit_entries
        where ($1::text is null or who_id = $1 or strpos(lower(who_name), lower($1)) > 0)
          and ($2::text is null or action = $2 or starts_with(action, $2 || '.'))
          and ($3::text is null or outcome = $3)
          and ($4::timestamptz is null or at >= $4) and ($5::timestamptz is null or at < $5)
          and ($6::bigint is null or id < $6)
        order by id desc limit $7`,
      values: [who ?? null, action ?? null, outcome ?? null, from ?? null, until ?? null, before ?? null, limit],
    })
    return rows.map(toEntry)
  }
}

/** A body may have as many members as it likes. */
const maxMembers = 20

/** PostgreSQL stores no NUL, and half a pair of surrogates is no text. */
function storable(text: string, maxLength: number): string {
  return text.replaceAll('\0', '').slice(0, maxLength).toWellFormed()
}

interface EntryRow {
  id: string
  at: Date
  who_id: string | null
  who_name: string
  who_kind: string
  action: string
  subject: string | null
  members: string[]
  outcome: string
  status: number | null
  address: string
}

function toEntry({ who_id: id, who_name: name, who_kind: kind, at, outcome, ...row }: EntryRow): AuditEntry {
  return {
    ...row,
    at: at.toISOString(),
    who: { id, name, kind: auditKindSchema.parse(kind) },
    outcome: auditOutcomeSchema.parse(outcome),
  }
}
