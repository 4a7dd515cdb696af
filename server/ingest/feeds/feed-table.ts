import type { Pool, PoolClient } from 'pg'
import type { News, ToldMeeting } from './tell-meetings.ts'

/** A feed that this process reads now, alone. */
export interface ClaimedFeed {
  source: string
  config: unknown
  secretSealed: Buffer
  /** Its settings are others than those of the last reading: what was remembered of the answer is of no use. */
  isChanged: boolean
  etag: string | null
  lastModified: string | null
  contentDigest: string | null
  followedAt: number | null
  failures: number
}

/** A reading takes no longer; what a process had claimed that has ended since is read by another one then. */
const claimMs = 60_000

const settingsDigest = `md5(sources.config::text || encode(sources.secret_sealed, 'hex'))`

/** Takes what is due, for this process alone. */
export async function claimDueFeeds(pool: Pool, now: number): Promise<ClaimedFeed[]> {
  const { rows } = await pool.query<ClaimedFeed>({
    name: 'claim-due-feeds',
    text: `
      with due as (
        select slug, sources.config, secret_sealed, ${settingsDigest} as settings,
          settings is distinct from ${settingsDigest} as is_changed, etag, last_modified, content_digest, followed_at,
          coalesce(failures, 0) as failures
        from sources left join feeds on feeds.source = slug
        where kind = 'ics' and enabled
          and (feeds.source is null or next_at <= to_timestamp($1::float8 / 1000) or settings <> ${settingsDigest})
          and (claimed_until is null or claimed_until <= to_timestamp($1::float8 / 1000))
      ), claimed as (
        insert into feeds (source, settings, every_seconds, next_at, claimed_until)
        select slug, settings, coalesce((config ->> 'intervalSeconds')::float8, 120), to_timestamp($1::float8 / 1000),
          to_timestamp(($1::float8 + ${claimMs}) / 1000) from due
        on conflict (source) do update set settings = excluded.settings, every_seconds = excluded.every_seconds,
          claimed_until = excluded.claimed_until
        where feeds.claimed_until is null or feeds.claimed_until <= to_timestamp($1::float8 / 1000)
        returning source
      )
      select slug as source, config, secret_sealed as "secretSealed", is_changed as "isChanged", etag,
        last_modified as "lastModified", content_digest as "contentDigest",
        (extract(epoch from followed_at) * 1000)::float8 as "followedAt", failures
      from due join claimed on source = slug`,
    values: [now],
  })
  return rows
}

interface FeedResult {
  source: string
  now: number
  nextAt: number
}

/** What a reading has found; members that are absent stay. */
export interface FoundInFeed {
  etag: string | null
  lastModified: string | null
  contentDigest: string
  meetings: number
  refused: readonly { uid: string | null; reason: string }[]
}

/** Everything that was in it at `now` is in the log. */
export async function settleRead(
  tx: Pool | PoolClient,
  { source, now, nextAt }: FeedResult,
  found: FoundInFeed | null,
): Promise<void> {
  await tx.query(
    `update feeds set read_at = $2, next_at = $3, claimed_until = null, failures = 0, problem = null, problem_since = null
      ${found ? ', etag = $4, last_modified = $5, content_digest = $6, meetings = $7, refused = $8, followed_at = $2' : ''}
     where source = $1`,
    [
      source,
      new Date(now),
      new Date(nextAt),
      ...(found
        ? [found.etag, found.lastModified, found.contentDigest, found.meetings, JSON.stringify(found.refused)]
        : []),
    ],
  )
}

export async function settleFailed(pool: Pool, { source, now, nextAt }: FeedResult, problem: string): Promise<void> {
  await pool.query(
    `update feeds set next_at = $3, claimed_until = null, failures = failures + 1, problem = $4,
       problem_since = coalesce(problem_since, $2)
     where source = $1`,
    [source, new Date(now), new Date(nextAt), problem],
  )
}

export async function readTold(pool: Pool, source: string): Promise<Map<string, ToldMeeting>> {
  const { rows } = await pool.query<Omit<ToldMeeting, 'position'> & { position: string | null }>(
    `select meeting_id as "meetingId", digest, told, sequence, (extract(epoch from starts_at) * 1000)::float8 as "startsAt",
       (extract(epoch from ends_at) * 1000)::float8 as "endsAt", cancelled, position::text
     from feed_meetings where source = $1`,
    [source],
  )
  const told = rows.map((row) => ({ ...row, position: row.position === null ? null : BigInt(row.position) }))
  return new Map(told.map((each) => [each.meetingId, each]))
}

/** @returns the data of the events at these positions, of those that the log still holds. */
export async function readEventData(pool: Pool, positions: readonly bigint[]): Promise<Map<bigint, unknown>> {
  const { rows } = await pool.query<{ position: string; data: unknown }>(
    'select position::text, data from events where position = any($1::bigint[])',
    [positions.map(String)],
  )
  return new Map(rows.map(({ position, data }) => [BigInt(position), data]))
}

/** Remembers what has been told, and forgets what is over for good. */
export async function saveTold(
  tx: PoolClient,
  { source, news, endedBefore }: { source: string; news: readonly News[]; endedBefore: number },
): Promise<void> {
  const rows = news.map(({ told }) => ({ ...told, position: told.position?.toString() ?? null }))
  await tx.query(
    `insert into feed_meetings (source, meeting_id, digest, told, sequence, starts_at, ends_at, cancelled, position)
     select $1, "meetingId", digest, told, sequence, to_timestamp("startsAt" / 1000), to_timestamp("endsAt" / 1000), cancelled,
       position
     from json_to_recordset($2) as told ("meetingId" text, digest text, told int, sequence int, "startsAt" float8,
       "endsAt" float8, cancelled boolean, position bigint)
     on conflict (source, meeting_id) do update set digest = excluded.digest, told = excluded.told,
       sequence = excluded.sequence, starts_at = excluded.starts_at, ends_at = excluded.ends_at,
       cancelled = excluded.cancelled, position = excluded.position`,
    [source, JSON.stringify(rows)],
  )
  await tx.query('delete from feed_meetings where source = $1 and ends_at < $2', [source, new Date(endedBefore)])
}
