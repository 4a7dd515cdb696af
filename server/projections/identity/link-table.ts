import * as z from 'zod'
import { keyKindSchema } from '#contract/customer-key.ts'
import type { Tx } from '../projection.ts'
import { ms, tableWriter } from '../table-writer.ts'
import type { Evidence, LinkRecord } from './identity-records.ts'

const columns = `key_a, key_b, kind_a, kind_b, evidence, strength, position::text as position, decision, decided_by_id, decided_by,
  ${ms('at')}, ${ms('decided_at')}`

interface LinkRow {
  key_a: string
  key_b: string
  kind_a: string
  kind_b: string
  evidence: string
  strength: string
  position: string
  at: number
  decision: string | null
  decided_by_id: string | null
  decided_by: string | null
  decided_at: number | null
}

const evidenceSchema: z.ZodType<Evidence> = z.enum(['login', 'form', 'crm', 'import', 'person'])
const decisionSchema = z.enum(['merged', 'separated']).nullable()

function toRecord(row: LinkRow): LinkRecord {
  const by = row.decided_by_id
  return {
    a: row.key_a,
    b: row.key_b,
    kindA: keyKindSchema.parse(row.kind_a),
    kindB: keyKindSchema.parse(row.kind_b),
    evidence: evidenceSchema.parse(row.evidence),
    isStrong: row.strength === 'strong',
    position: BigInt(row.position),
    at: row.at,
    decision: decisionSchema.parse(row.decision),
    decidedBy: by === null ? null : { id: by, name: row.decided_by ?? by },
    decidedAt: row.decided_at,
  }
}

export async function readLinks(db: Tx, pairs: readonly Pick<LinkRecord, 'a' | 'b'>[]): Promise<LinkRecord[]> {
  if (pairs.length === 0) return []
  const { rows } = await db.query<LinkRow>({
    name: 'read-identity-links',
    text: `select ${columns} from unnest($1::uuid[], $2::uuid[]) as asked (a, b)
      cross join lateral (select * from identity_links where key_a = asked.a and key_b = asked.b offset 0) link`,
    values: [pairs.map(({ a }) => a), pairs.map(({ b }) => b)],
  })
  return rows.map(toRecord)
}

/**
 * Strong links that nobody decided on, at most so many a key: with more it is shared whatever they are.
 *
 * @param limits most links of a key that is not shared.
 */
export async function readLinksAt(db: Tx, limits: readonly { id: string; most: number }[]): Promise<LinkRecord[]> {
  if (limits.length === 0) return []
  const { rows } = await db.query<LinkRow>({
    name: 'read-links-at-keys',
    text: `select ${columns} from unnest($1::uuid[], $2::int[]) as asked (key_id, most)
      cross join lateral (
        (select * from identity_links where key_a = asked.key_id and strength = 'strong' and decision is null limit asked.most + 1)
        union all
        (select * from identity_links where key_b = asked.key_id and strength = 'strong' and decision is null limit asked.most + 1)
      ) as link`,
    values: [limits.map(({ id }) => id), limits.map(({ most }) => most)],
  })
  return rows.map(toRecord)
}

/** What connects these keys with each other, if it does: of shared ones only what a person decided. */
export async function readLinksAmong(
  db: Tx,
  keys: readonly { id: string; isShared: boolean }[],
): Promise<LinkRecord[]> {
  if (keys.length === 0) return []
  const { rows } = await db.query<LinkRow>({
    name: 'read-links-among-keys',
    text: `select ${columns} from identity_links
      where key_a = any($2) and key_b = any($2) and strength = 'strong' and decision is null
      union all
      select ${columns} from identity_links
      where key_a = any($1) and key_b = any($1) and decision = 'merged'`,
    values: [keys.map(({ id }) => id), keys.filter(({ isShared }) => !isShared).map(({ id }) => id)],
  })
  return rows.map(toRecord)
}

export const writeLinks = tableWriter<LinkRecord>({
  name: 'identity_links',
  key: ['key_a', 'key_b'],
  columns: {
    key_a: ['uuid', ({ a }) => a],
    key_b: ['uuid', ({ b }) => b],
    kind_a: ['text', ({ kindA }) => kindA],
    kind_b: ['text', ({ kindB }) => kindB],
    evidence: ['text', ({ evidence }) => evidence],
    strength: ['text', ({ isStrong }) => (isStrong ? 'strong' : 'weak')],
    position: ['int8', ({ position }) => position],
    at: ['time', ({ at }) => at],
    decision: ['text', ({ decision }) => decision],
    decided_by_id: ['text', ({ decidedBy }) => decidedBy?.id],
    decided_by: ['text', ({ decidedBy }) => decidedBy?.name],
    decided_at: ['time', ({ decidedAt }) => decidedAt],
  },
})

/** @returns every link that has one of these keys at an end. */
export async function readLinksTouching(db: Tx, ids: readonly string[]): Promise<LinkRecord[]> {
  const { rows } = await db.query<LinkRow>({
    name: 'read-links-touching',
    text: `select ${columns} from identity_links where key_a = any($1::uuid[])
      union select ${columns} from identity_links where key_b = any($1::uuid[])`,
    values: [ids],
  })
  return rows.map(toRecord)
}
