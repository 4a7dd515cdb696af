import { createHash } from 'node:crypto'
import type { Pool } from 'pg'
import * as z from 'zod'
import { rolesThatMay } from '#contract/access.ts'
import type { NotificationTopic } from '#contract/recipients.ts'
import { notificationTopicSchema } from '#contract/recipients.ts'
import { topicPermissions } from '#contract/topic-permissions.ts'
import { personBehind, rolesOfMaker } from '../../db/maker.ts'
import type { SecretBox } from '../../ingest/secrets.ts'
import type { Clock } from '../../runtime/clock.ts'
import type { DueMessage, PlannedNotification, Recipient } from './notification.ts'
import type { Subscription } from './push/push-service.ts'

interface RecipientRow {
  address: string
  channel: string
  subscription_sealed: Buffer | null
  name: string
  language: string
  time_zone: string
  quiet_from: string | null
  quiet_until: string | null
  digest_at: string | null
  topics: string[]
  since_position: string
}

interface Tables {
  pool: Pool
  box: SecretBox
}

const columns = `address, channel, subscription_sealed, name, language, time_zone, quiet_from, quiet_until, digest_at,
  topics, since_position`

export interface ListTables extends Tables {
  /** Whether this is a demonstration, whose personas are somebody. */
  demo: boolean
}

export interface ListedRecipient extends Recipient {
  /**
   * Of its topics those it is not told of: whoever put it on the list may see them no longer, or has left. Else what is closed to
   * them would still come by e-mail.
   */
  resting: NotificationTopic[]
}

interface ListedRow extends RecipientRow {
  /** null = nobody is known to have put it there: nothing rests. */
  adder_roles: string[] | null
}

/** Everybody on the list. */
export async function readRecipients({ pool, box, demo }: ListTables): Promise<ListedRecipient[]> {
  const adderRoles = rolesOfMaker({ maker: 'recipients.added_by_id', demo: '$1::boolean' })
  const { rows } = await pool.query<ListedRow>(
    `select ${columns}, case when added_by_id is not null then coalesce(${adderRoles}, '{}') end as adder_roles
    from recipients order by channel, address`,
    [demo],
  )
  return rows.map((row) => {
    const recipient = toRecipient(row, box)
    return { ...recipient, resting: recipient.topics.filter((topic) => isClosedTo(row.adder_roles, topic)) }
  })
}

function isClosedTo(roles: readonly string[] | null, topic: NotificationTopic): boolean {
  return roles !== null && !rolesThatMay(topicPermissions[topic]).some((role) => roles.includes(role))
}

/** Those who are told of a topic. */
export async function readRecipientsOf(tables: ListTables, topic: NotificationTopic): Promise<Recipient[]> {
  const recipients = await readRecipients(tables)
  return recipients.filter(({ topics, resting }) => topics.includes(topic) && !resting.includes(topic))
}

function toRecipient(row: RecipientRow, box: SecretBox): Recipient {
  return {
    address: row.address,
    channel: row.channel === 'push' ? { type: 'push', subscription: openSubscription(box, row) } : { type: 'mail' },
    name: row.name,
    language: row.language === 'fr' ? 'fr' : 'en',
    preferences: {
      timeZone: row.time_zone,
      quiet:
        row.quiet_from === null || row.quiet_until === null ? null : { from: row.quiet_from, until: row.quiet_until },
      digestAt: row.digest_at,
    },
    topics: notificationTopicSchema.options.filter((topic) => row.topics.includes(topic)),
    sincePosition: BigInt(row.since_position),
  }
}

/** What a browser is called: its endpoint is a secret, since whoever knows it can write to it. */
export function pushAddress({ endpoint }: Pick<Subscription, 'endpoint'>): string {
  return `push:${createHash('sha256').update(endpoint).digest('base64url')}`
}

const subscriptionSchema = z.object({
  endpoint: z.string(),
  keys: z.object({ p256dh: z.string(), auth: z.string() }),
})

/** @returns null when VIGIE_SECRET is not the one it was sealed with. */
function openSubscription(box: SecretBox, { address, subscription_sealed: sealed }: RecipientRow): Subscription | null {
  if (sealed === null || !box.opens(sealed, address)) return null
  return subscriptionSchema.parse(JSON.parse(box.open(sealed, address)))
}

export interface NewRecipient extends Recipient {
  /** Id of the person or token that puts them on the list; absent = nobody is known to. */
  addedBy?: string
}

/** @returns false when this address is among them already; a browser that is there already is what it says now. */
export async function addRecipient({ pool, box }: Tables, recipient: NewRecipient): Promise<boolean> {
  const { address, channel, name, language, preferences, topics, sincePosition, addedBy = null } = recipient
  const { timeZone, quiet, digestAt } = preferences
  const subscription = channel.type === 'push' ? channel.subscription : null
  const { rows } = await pool.query<{ isNew: boolean }>(
    `insert into recipients (address, channel, subscription_sealed, name, language, time_zone, quiet_from, quiet_until,
      digest_at, since_position, topics, added_by_id)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, ${personBehind('$12')})
    on conflict (address) do update set subscription_sealed = excluded.subscription_sealed, name = excluded.name,
      language = excluded.language, time_zone = excluded.time_zone, quiet_from = excluded.quiet_from,
      quiet_until = excluded.quiet_until, digest_at = excluded.digest_at, topics = excluded.topics,
      added_by_id = excluded.added_by_id
    where recipients.channel = 'push'
    returning xmax = 0 as "isNew"`,
    [
      address,
      channel.type,
      subscription && Buffer.from(box.seal(JSON.stringify(subscription), address)),
      name,
      language,
      timeZone,
      quiet?.from ?? null,
      quiet?.until ?? null,
      digestAt,
      sincePosition,
      topics,
      addedBy,
    ],
  )
  return rows[0]?.isNew === true
}

/** What has been told stays remembered; what waits goes out to nobody. @returns false when there is no such address. */
export async function removeRecipient(pool: Pool, address: string): Promise<boolean> {
  const { rows } = await pool.query<{ removed: string }>(
    `with removed as (delete from recipients where address = $1 returning address),
      unsaid as (delete from notifications where address = $1 and state = 'waiting')
    select count(*) as removed from removed`,
    [address],
  )
  return rows[0]?.removed === '1'
}

const comeBack = `update set state = 'waiting', due_at = excluded.due_at where notifications.state = 'over'`

/**
 * Remembers whom to tell of what; what is remembered already stays as it is.
 *
 * @param canComeBack what was over before it could be told may go on, under the same id: then it waits again.
 */
export async function remember(
  pool: Pool,
  planned: readonly PlannedNotification[],
  { canComeBack = false } = {},
): Promise<void> {
  await pool.query(
    `insert into notifications (alert, address, state, due_at)
    select alert, address, 'waiting', due_at from unnest($1::text[], $2::text[], $3::timestamptz[]) t (alert, address, due_at)
    on conflict (alert, address) do ${canComeBack ? comeBack : 'nothing'}`,
    [
      planned.map(({ alert }) => alert),
      planned.map(({ address }) => address),
      planned.map(({ dueAt }) => new Date(dueAt)),
    ],
  )
}

/** @returns who has been told of which of these. */
export async function readTold(
  pool: Pool,
  alerts: readonly string[],
): Promise<Pick<PlannedNotification, 'alert' | 'address'>[]> {
  if (alerts.length === 0) return []
  const { rows } = await pool.query<{ alert: string; address: string }>(
    `select alert, address from notifications where alert = any($1) and state = 'told'`,
    [alerts],
  )
  return rows
}

/** What a row is about, by the id that stands in its column `alert`. */
const aboutOf = String.raw`
  case when alert ~ '^meeting:[0-9a-f-]{36}@[0-9]+$' then 'meetings'
    when alert ~ '^source\.(silent|heard):[a-z0-9-]+:[0-9]+$' then 'sources' else 'alerts' end`

interface Due {
  addresses: readonly string[]
  about: NotificationTopic
  clock: Pick<Clock, 'now'>
  /** Aborted when nothing more is to be taken. */
  signal?: AbortSignal | undefined
}

/**
 * What is due for these addresses, one after another, each taken when the one before has been told: a process that ends, or
 * whatever fails, leaves all others waiting.
 */
export async function* dueMessages(pool: Pool, { addresses, about, clock, signal }: Due): AsyncGenerator<DueMessage> {
  const { rows } = await pool.query<{ address: string }>(
    `select address from notifications where state = 'waiting' and due_at <= $1 and address = any($2) and ${aboutOf} = $3
    group by address order by min(due_at), address`,
    [new Date(clock.now()), addresses, about],
  )
  for (const { address } of rows) {
    if (signal?.aborted) return
    const due = await claimDue(pool, { address, about }, clock.now())
    if (due !== null) yield due
  }
}

/**
 * Takes what is due for an address, for this process alone; committed before anything goes out, so that no other one sends it
 * again. It is taken whole: two processes that look at the same time do not part what is one message.
 */
async function claimDue(
  pool: Pool,
  { address, about }: { address: string; about: NotificationTopic },
  now: number,
): Promise<DueMessage | null> {
  const { rows } = await pool.query<{ alert: string; attempts: number }>(
    `with whose as materialized (
      select address from recipients where address = $2 for update skip locked
    ), due as (
      select alert, address from notifications join whose using (address) where state = 'waiting' and due_at <= $1
        and ${aboutOf} = $3
      order by due_at limit 1000 for update of notifications skip locked)
    update notifications set state = 'sending', claimed_at = $1 from due
    where notifications.alert = due.alert and notifications.address = due.address
    returning notifications.alert, attempts`,
    [new Date(now), address, about],
  )
  if (rows.length === 0) return null
  return {
    address,
    alerts: rows.map(({ alert }) => alert),
    attempts: Math.max(...rows.map(({ attempts }) => attempts)),
  }
}

/** What was taken and has certainly not gone out waits on. */
export async function putBack(pool: Pool, { address, alerts }: Pick<DueMessage, 'address' | 'alerts'>): Promise<void> {
  await pool.query(
    `update notifications set state = 'waiting' where address = $1 and alert = any($2) and state = 'sending'`,
    [address, alerts],
  )
}

interface Settled {
  state: 'told' | 'waiting' | 'failed' | 'uncertain' | 'over'
  dueAt: number
  problem: string | null
}

/** Says what has become of what was claimed. */
export async function settle(
  pool: Pool,
  { address, alerts }: Pick<DueMessage, 'address' | 'alerts'>,
  { state, dueAt, problem }: Settled,
): Promise<void> {
  await pool.query(
    `update notifications set state = $3, due_at = $4, problem = $5, attempts = attempts + ($3 <> 'over')::int
    where address = $1 and alert = any($2) and state = 'sending'`,
    [address, alerts, state, new Date(dueAt), problem],
  )
}

/** What a process had claimed that has ended since: whether it went out nobody knows, and nobody is told twice. */
export async function giveUpAbandoned(pool: Pool, claimedBefore: number): Promise<void> {
  await pool.query(
    `update notifications set state = 'uncertain', problem = 'the server ended while it was sending'
    where state = 'sending' and claimed_at < $1`,
    [new Date(claimedBefore)],
  )
}
