import fc from 'fast-check'
import type { WebhookEvent } from '#contract/api.ts'
import { eventCatalogue } from '#contract/event.ts'
import type { NewEvent, StoredEvent } from '#contract/event.ts'

/* Values a door may meet. What they may not hold (control characters) the contract refuses before they get here. */

const earliest = Date.UTC(2020, 0, 1)
const latest = Date.UTC(2027, 0, 1)

export function sourceSlugs(): fc.Arbitrary<string> {
  return fc.stringMatching(/^[a-z0-9](?:[a-z0-9-]{0,20}[a-z0-9])?$/)
}

/** Any code point, surrogates among them. fast-check's own unit `binary` lists all of them in memory, which takes a second of each process. */
function letters(): fc.Arbitrary<string> {
  return fc.nat({ max: 0x10_ffff }).map((point) => String.fromCodePoint(point), codePointOf)
}

/** @throws where it is not a single letter: fast-check asks of any value whether it could have been made here. */
function codePointOf(value: unknown): number {
  const point = typeof value === 'string' ? value.codePointAt(0) : undefined
  if (point === undefined || String.fromCodePoint(point) !== value) throw new Error('not a letter')
  return point
}

/** Any well-formed text, control characters among it. */
export function anyText(maxLength?: number): fc.Arbitrary<string> {
  const limit = maxLength === undefined ? {} : { maxLength }
  return fc.string({ unit: letters(), ...limit }).map((text) => text.toWellFormed())
}

/** Any text without control characters: other scripts, emoji, quotes, backslashes. */
export function printableText(maxLength: number): fc.Arbitrary<string> {
  const awkward = fc.constantFrom("'", '"', '\\', '{', ',', ' ', '\u{1f6d2}', '\u00e9', '\u2028')
  const unit = fc.oneof({ arbitrary: letters(), weight: 4 }, awkward)
  return fc
    .string({ unit, minLength: 1, maxLength })
    .map((text) => text.replaceAll(/\p{Cc}|\p{Cs}/gu, '·').slice(0, maxLength))
    .filter((text) => text.isWellFormed())
}

export function eventIds(): fc.Arbitrary<string> {
  return fc.oneof(fc.uuid(), printableText(40))
}

/** Mostly types of the catalogue, and some that no code knows. */
export function eventTypes(): fc.Arbitrary<string> {
  const known = fc.constantFrom(...Object.keys(eventCatalogue))
  const unknown = fc.constantFrom('parcel.lost', 'legacy/import:row', 'A', 'x'.repeat(128))
  return fc.oneof({ arbitrary: known, weight: 4 }, { arbitrary: unknown, weight: 1 })
}

export function eventData(): fc.Arbitrary<Record<string, unknown>> {
  return fc.dictionary(fc.string({ maxLength: 12 }), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 6 }).map(asJson)
}

/** As it is after a way over the wire: no `-0`, no prototype, no undefined. */
function asJson(value: Record<string, unknown>): Record<string, unknown> {
  // JSON.stringify of an object gives an object again.
  return JSON.parse(JSON.stringify(value)) as Record<string, unknown>
}

/** Epoch ms. */
export function instants({ from = earliest, to = latest } = {}): fc.Arbitrary<number> {
  return fc.integer({ min: from, max: to })
}

/** An event as a door hands it to the log. Give `sources` to have several events share few sources. */
export function newEvents({ sources = sourceSlugs() } = {}): fc.Arbitrary<NewEvent> {
  const times = fc.tuple(instants(), lateness())
  return fc
    .record({
      id: eventIds(),
      source: sources,
      type: eventTypes(),
      subject: fc.option(printableText(60)),
      times,
      data: eventData(),
      backfill: fc.boolean(),
      synthetic: fc.oneof({ arbitrary: fc.constant(false), weight: 9 }, fc.constant(true)),
      clamped: fc.boolean(),
    })
    .map(({ times: [receivedAt, ageMs], ...rest }) => ({ ...rest, receivedAt, occurredAt: receivedAt - ageMs }))
}

/** Events whose (source, id) are all different; unlike fast-check's default, lengths do reach `maxLength`. */
export function newEventBatches({
  sources,
  ...length
}: {
  minLength?: number
  maxLength: number
  sources?: fc.Arbitrary<string>
}): fc.Arbitrary<NewEvent[]> {
  return fc.uniqueArray(newEvents(sources === undefined ? {} : { sources }), {
    selector: (event) => `${event.source}\n${event.id}`,
    size: 'max',
    ...length,
  })
}

/** Around a night that changes the clocks in Paris, where many bucket borders fall together, and on an ordinary day. */
const logStarts = ['2026-10-24T21:56:00Z', '2026-03-28T22:58:00Z', '2026-11-23T12:00:00Z'].map((at) => Date.parse(at))

/**
 * A log as a day leaves it: a few sources and types that share buckets; events mostly in the order they were received,
 * some through a door that was slow or a clock that is behind; mostly fresh, some weeks late, some ahead of the clock;
 * history and canaries in between.
 */
export function storedLogs({ minLength = 200, maxLength = 400 } = {}): fc.Arbitrary<StoredEvent[]> {
  const event = fc.record({
    source: fc.constantFrom('shop', 'crm', 'erp', 'tills'),
    type: fc.constantFrom('order.placed', 'page.viewed', 'stock.changed', 'parcel.lost'),
    gapMs: oftenSmall({ often: 700, seldom: 90_000 }),
    behindMs: oftenSmall({ often: 0, seldom: 200_000 }),
    lateMs: fc.oneof(
      { arbitrary: fc.nat({ max: 2000 }), weight: 8 },
      lateness(),
      fc.integer({ min: -300_000, max: 0 }),
    ),
    totalMinor: fc.integer({ min: 0, max: 99_999 }),
    backfill: oneIn(6),
    synthetic: oneIn(4),
  })
  return fc
    .tuple(fc.constantFrom(...logStarts), fc.array(event, { minLength, maxLength, size: 'max' }))
    .map(([start, drawn]) => {
      let now = start
      return drawn.map(({ type, gapMs, behindMs, lateMs, totalMinor, ...rest }, index): StoredEvent => {
        now += gapMs
        const receivedAt = now - behindMs
        return {
          ...rest,
          type: rest.synthetic ? 'source.canary' : type,
          position: BigInt(index + 1),
          id: `${index + 1}`,
          subject: null,
          receivedAt,
          occurredAt: receivedAt - lateMs,
          data: { totalMinor, currency: 'EUR' },
          clamped: false,
        }
      })
    })
}

function lateness(): fc.Arbitrary<number> {
  return fc.integer({ min: -5 * 60_000, max: 30 * 86_400_000 })
}

function oftenSmall({ often, seldom }: { often: number; seldom: number }): fc.Arbitrary<number> {
  return fc.oneof({ arbitrary: fc.nat({ max: often }), weight: 19 }, fc.nat({ max: seldom }))
}

function oneIn(count: number): fc.Arbitrary<boolean> {
  return fc.nat({ max: count - 1 }).map((drawn) => drawn === 0)
}

/** An event as a sender posts it to its door. */
export function webhookEvents(): fc.Arbitrary<WebhookEvent> {
  const optional = {
    id: eventIds(),
    timestamp: instants().map((ms) => new Date(ms).toISOString()),
    subject: printableText(60),
    backfill: fc.boolean(),
  }
  const required = { type: eventTypes(), data: eventData() }
  return fc.record({ ...required, ...optional }, { requiredKeys: ['type', 'data'] })
}
