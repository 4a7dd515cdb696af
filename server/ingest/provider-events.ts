import { createHash } from 'node:crypto'
import type { ProviderRequest, SentValue } from './provider.ts'
import { idOf } from './sent-value.ts'
import { findUnstorable } from './storable.ts'
import type { MappedItem } from './webhook-events.ts'
import { believe } from './webhook-events.ts'

/** What a provider makes of a payload: an event without its envelope. */
export interface Draft {
  type: string
  /** Absent, or not readable, for what is about nothing in particular. */
  subject?: string | undefined
  /** Epoch ms; undefined = when the door took it. */
  occurredAt?: number | undefined
  /** Members of `data` that our own code reads. Undefined ones are left out. */
  facts?: Record<string, unknown>
  /** False keeps nothing of the payload beside the facts, where another event of it does. */
  keepsOriginal?: boolean
  /** It asks to forget somebody: nothing is kept of it but the facts, which are ids. */
  forgets?: boolean
}

/** Facts of one topic; undefined when the payload lacks what makes it that fact, and is stored as an unknown one. */
export type Mapping = (object: unknown) => Draft | undefined

/** What a topic means: its mapping if it has one and it fits, otherwise an event of the type `<kind>.<topic>`. */
export function draftOf(
  { kind, topic, mappings }: { kind: string; topic: unknown; mappings: ReadonlyMap<string, Mapping> },
  object: unknown,
): Draft {
  const known = typeof topic === 'string' ? mappings.get(topic)?.(object) : undefined
  return known ?? { type: foreignType(kind, topic) }
}

/** `<kind>.<topic>`, what a type may not hold replaced by `_`. */
export function foreignType(kind: string, topic: unknown): string {
  const written = typeof topic === 'string' && topic !== '' ? topic : 'unknown'
  return `${kind}.${written.replaceAll(/[^A-Za-z0-9_.:/-]/g, '_')}`.slice(0, 128)
}

/** `order/1001`, undefined when the thing has no id. */
export function subjectOf(thing: string, id: unknown): string | undefined {
  const text = idOf(id)
  return text === undefined ? undefined : `${thing}/${text}`
}

/** For a provider that counts customers by itself: its numbers are those of this source, and of no other. */
export function withOwnCustomers(draft: Draft, source: string): Draft {
  if (draft.facts?.customerId === undefined) return draft
  return { ...draft, facts: { ...draft.facts, customerSystem: source } }
}

/** An event that keeps what was sent as `data.original`, beside its facts. */
export function toEvent(
  request: ProviderRequest,
  sent: SentValue,
  { id, ...draft }: Draft & { id: string },
): MappedItem {
  const { type, subject = null, occurredAt = request.now, forgets = false } = draft
  const keepsOriginal = draft.keepsOriginal !== false && !forgets
  const facts = Object.fromEntries(Object.entries(draft.facts ?? {}).filter(([, value]) => value !== undefined))
  const unstorable = keepsOriginal && sent.isSuspect ? findUnstorable(sent.value, sent.pointer) : undefined
  if (unstorable) return { ok: false, result: { id, outcome: 'invalid', errors: [unstorable] } }
  const needsExact = keepsOriginal && sent.exact !== sent.value
  return {
    ok: true,
    event: {
      id,
      source: request.source,
      type,
      subject,
      ...believe(occurredAt, request.now),
      receivedAt: request.now,
      data: keepsOriginal ? { ...facts, original: sent.value } : facts,
      backfill: false,
      synthetic: false,
      ...(needsExact && { exactData: { ...facts, original: sent.exact } }),
    },
    ...(forgets && { forgets }),
  }
}

/** An id for what has none: the same bytes have the same. */
export function contentId(bytes: string | Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`
}
