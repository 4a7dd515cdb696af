import type { NotificationTopic } from '#contract/recipients.ts'
import type { Subscription } from './push/push-service.ts'
import type { Preferences } from './when-to-tell.ts'

/** What may need somebody: an alert that a live event opened. */
export interface Crossing {
  /** Of the alert; the same after a rebuild. */
  alert: string
  kind: 'out' | 'at-risk'
  sku: string
  title: string
  placeName: string
  onHand: number | null
  /** null = nothing sells, or it is out. */
  hoursToZero: number | null
  openedPosition: bigint
}

/** By what somebody is told: an e-mail, or a message to a browser; null where its keys no longer open. */
export type Channel = { type: 'mail' } | { type: 'push'; subscription: Subscription | null }

export interface Recipient {
  /** An e-mail address, or what {@link pushAddress} calls a browser. */
  address: string
  channel: Channel
  name: string
  language: 'en' | 'fr'
  preferences: Preferences
  /** Of what they are told. */
  topics: readonly NotificationTopic[]
  /** Only what opened after it is told. */
  sincePosition: bigint
}

/** That somebody is to be told of an alert, a meeting or a source, at the earliest at `dueAt`. */
export interface PlannedNotification {
  alert: string
  address: string
  dueAt: number
}

/** What is due for one address: it goes out as one message. */
export interface DueMessage {
  address: string
  alerts: readonly string[]
  /** How often it has been tried before. */
  attempts: number
}

export interface Mail {
  to: { name: string; address: string }
  subject: string
  text: string
  /** The same one whenever the same alerts are told to the same address. */
  messageId: string
}

/**
 * - `sent`: the mail server, or the push service, has taken it on.
 * - `refused`: it has certainly not, and `again` says whether that may change.
 * - `uncertain`: the line broke after the message had begun to go out.
 * - `gone`: there is nobody any more who could get it, for ever.
 */
export type SendOutcome =
  | { type: 'sent' }
  | { type: 'refused'; reason: string; again: boolean }
  | { type: 'uncertain'; reason: string }
  | { type: 'gone'; reason: string }

/** Tried again after 1, 2, 4, … minutes, for seventeen hours in all. */
const maxAttempts = 11

/** @returns what becomes of a message's notifications, and when it is tried again. */
export function afterAttempt(
  outcome: SendOutcome,
  { attempts, now }: { attempts: number; now: number },
): { state: 'told' | 'waiting' | 'failed' | 'uncertain'; dueAt: number; problem: string | null } {
  switch (outcome.type) {
    case 'sent':
      return { state: 'told', dueAt: now, problem: null }
    case 'uncertain':
      // Nobody is told twice: rather not at all, and the screen has the alert.
      return { state: 'uncertain', dueAt: now, problem: outcome.reason }
    case 'gone':
      return { state: 'failed', dueAt: now, problem: outcome.reason }
    case 'refused': {
      const tried = attempts + 1
      if (!outcome.again || tried >= maxAttempts) return { state: 'failed', dueAt: now, problem: outcome.reason }
      return { state: 'waiting', dueAt: now + 60_000 * 2 ** attempts, problem: outcome.reason }
    }
  }
}
