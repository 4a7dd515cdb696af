import type { TimelineEntry, TimelineKind, TimelinePage } from '#contract/timeline.ts'
import { timelineCursor, timelineKindOf } from '#contract/timeline.ts'
import type { Tx } from '../projection.ts'

export interface TimelineAsked {
  /** Ids of the customer's keys. */
  keys: readonly string[]
  before: { at: number; position: bigint } | null
  kind: TimelineKind | undefined
  limit: number
}

/** Entries that a page of one kind looks at, at most: one that finds few says where to go on. */
const lookedAt = 1000

/**
 * A page of a timeline: the newest entries of each key before the cursor, read off its index, and merged. What it costs goes
 * by keys and by its length, neither by the log nor by how far back it is.
 */
export async function readTimeline(db: Tx, { keys, before, kind, limit }: TimelineAsked): Promise<TimelinePage> {
  const asked = kind === undefined ? limit : lookedAt
  const entries = await readBefore(db, { keys, before, limit: asked })
  const fitting = kind === undefined ? entries : entries.filter(({ type }) => timelineKindOf(type) === kind)
  const shown = fitting.slice(0, limit)
  // Beyond what is shown there may be more that fit; beyond what was looked at there may be more of anything.
  const last = fitting.length > limit ? shown.at(-1) : entries.length < asked ? undefined : entries.at(-1)
  return { entries: shown, next: last === undefined ? null : timelineCursor(last) }
}

async function readBefore(db: Tx, { keys, before, limit }: Omit<TimelineAsked, 'kind'>): Promise<TimelineEntry[]> {
  const { rows } = await db.query<Omit<TimelineEntry, 'kind'>>({
    name: 'read-timeline',
    text: `
      select older.* from unnest($1::uuid[]) as asked (key) cross join lateral (
        select key, (extract(epoch from occurred_at) * 1000)::float8 as at, position::text, type, source, facts
        from timeline_entries
        where key = asked.key and (occurred_at, position) < (to_timestamp($2::float8 / 1000), $3::int8)
        order by occurred_at desc, timeline_entries.position desc limit $4
      ) older
      order by at desc, position::int8 desc limit $4`,
    values: [keys, before?.at ?? 8.64e15, (before?.position ?? 0n).toString(), limit],
  })
  return rows.map((row) => ({ kind: 'entry', ...row }))
}
