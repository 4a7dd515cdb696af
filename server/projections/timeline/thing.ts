import type { StoredEvent } from '#contract/event.ts'
import type { TimelineFacts } from '#contract/timeline.ts'
import { digestId } from '../identity/key-id.ts'

/** An order or a ticket of one system: later events about it name it, and often no longer its customer. */
export interface Thing {
  kind: 'order' | 'ticket'
  source: string
  id: string
}

const kinds = ['order', 'ticket'] as const

/** @returns what an event is about, known by its type and the id in its facts. */
export function thingOf({ type, source }: StoredEvent, { id }: TimelineFacts): Thing | undefined {
  const kind = kinds.find((each) => type.startsWith(`${each}.`))
  return kind === undefined || id === undefined ? undefined : { kind, source, id }
}

export function nameOf({ kind, source, id }: Thing): string {
  return `${kind}:${source}/${id}`
}

/**
 * Under which entries wait until the customer of a thing is known. No customer's key is called like it: kinds of keys are
 * others.
 */
export function waitingKeyOf(thing: Thing): string {
  return digestId(nameOf(thing))
}

/** What is erased of a thing whose id names somebody: it is called otherwise in all its events. */
export function renamedKeyOf(thing: Thing): string {
  return digestId(`renamed ${nameOf(thing)}`)
}
