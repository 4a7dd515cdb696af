import { hash, hkdfSync } from 'node:crypto'
import type { Pool, PoolClient } from 'pg'
import type { NewEvent } from '#contract/event.ts'
import type { ErasedPeople } from '../../log/append.ts'
import type { PhoneCountry } from '../identity/normal-key.ts'
import { scrubEvent } from './scrub-event.ts'

type Tx = Pick<PoolClient, 'query'>

/** `thing`: an order or a ticket of somebody erased, whose later events often name nobody. */
export interface ErasedId {
  id: string
  kind: 'key' | 'thing'
}

/**
 * What no longer leads to anybody: digests of ids of keys, and of orders and tickets. They are made under a key from
 * VIGIE_SECRET, so who has the tables alone can guess nobody. All are in memory: a door asks once per key that it is sent.
 */
export class ErasedKeys implements ErasedPeople {
  readonly #pool: Pool
  readonly #salt: string
  readonly #country: PhoneCountry
  #digests: ReadonlySet<string> = new Set()
  #version = 0n

  constructor({ pool, vigieSecret, country }: { pool: Pool; vigieSecret: string; country: PhoneCountry }) {
    this.#pool = pool
    this.#country = country
    this.#salt = Buffer.from(hkdfSync('sha256', vigieSecret, '', 'vigie erased keys', 32)).toString('base64url')
  }

  get version(): bigint {
    return this.#version
  }

  /** Under a secret key of fixed length, read nowhere else: SHA-256 of key and message is enough, and half the time of HMAC. */
  digestOf(id: string): string {
    return hash('sha256', this.#salt + id, 'base64url').slice(0, 22)
  }

  has(id: string): boolean {
    return this.#digests.has(this.digestOf(id))
  }

  withoutErased(event: NewEvent): NewEvent {
    if (this.#digests.size === 0) return event
    return this.scrub(event, (id) => this.has(id))
  }

  /** @returns the same object when it is about nobody who `isErased`. */
  scrub<Event extends NewEvent>(event: Event, isErased: (id: string) => boolean): Event {
    return scrubEvent(event, { isErased, country: this.#country, pseudonymOf: (id) => `erased-${this.digestOf(id)}` })
  }

  async refresh(): Promise<void> {
    const { rows } = await this.#pool.query<{ version: string; digests: string[] }>({
      name: 'read-erased-keys',
      text: `select erasures::text as version,
          case when erasures <> $1::int8 then array(select digest from erased_keys) else '{}' end as digests
        from log_head`,
      values: [this.#version.toString()],
    })
    const version = BigInt(rows[0]?.version ?? '0')
    if (version === this.#version) return
    this.#digests = new Set(rows[0]?.digests)
    this.#version = version
  }

  /** Call it in the transaction that announces the erasure. */
  async add(tx: Tx, erasure: string, ids: readonly ErasedId[]): Promise<void> {
    await tx.query(
      `insert into erased_keys (digest, erasure, kind, erased_at)
       select digest, $1, kind, now() from unnest($2::text[], $3::text[]) as said (digest, kind) on conflict do nothing`,
      [erasure, ids.map(({ id }) => this.digestOf(id)), ids.map(({ kind }) => kind)],
    )
  }

  /** @returns when whoever this id led to was erased, epoch ms; null when nobody was, or it is not over yet. */
  async erasedAt(id: string): Promise<number | null> {
    const { rows } = await this.#pool.query<{ at: number }>({
      name: 'read-erased-at',
      text: `select (extract(epoch from erased_at) * 1000)::float8 as at from erased_keys where digest = $1`,
      values: [this.digestOf(id)],
    })
    return rows[0]?.at ?? null
  }
}
