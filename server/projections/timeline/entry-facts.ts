import type { StoredEvent } from '#contract/event.ts'
import type { TimelineFacts } from '#contract/timeline.ts'
import { member } from '../../ingest/sent-value.ts'
import { writtenTimeOf } from '../written-time.ts'

/** Longer words are no sentence. */
const maxTextLength = 160

/** Members that a fact may stand under, the most telling first. */
const texts = {
  title: ['title', 'subject', 'event', 'product'],
  device: ['device'],
  sku: ['sku', 'model', 'productId'],
  id: ['orderId', 'ticketId', 'meetingId', 'quoteId'],
  currency: ['currency'],
  store: ['store', 'storeId'],
  channel: ['channel'],
  reason: ['reason', 'error'],
  evidence: ['evidence'],
  outcome: ['outcome'],
  note: ['note', 'text', 'comment'],
} as const satisfies Partial<Record<keyof TimelineFacts, readonly string[]>>

const textMembers = Object.entries(texts)

/**
 * What an entry keeps of its event: a list of what is taken, whatever the type, so that an unknown one has words too.
 */
export function timelineFactsOf({ data }: Pick<StoredEvent, 'data'>): TimelineFacts {
  // The members are those of TimelineFacts, each read as its schema says.
  const facts: Record<string, unknown> = {}
  const keep = (name: keyof TimelineFacts, value: unknown) => {
    if (value !== undefined) facts[name] = value
  }
  const of = (name: string) => member(data, name)
  for (const [name, members] of textMembers) keep(name as keyof typeof texts, firstText(data, members)) // its own names
  keep('path', pathOf(of('path')) ?? pathOf(of('url')))
  keep('referrer', hostOf(of('referrer')))
  keep('campaign', campaignOf(of('campaign')))
  keep('durationMs', numberOf(of('durationMs')))
  keep('quantity', numberOf(of('quantity')))
  keep('amountMinor', wholeOf(of('totalMinor')) ?? wholeOf(of('amountMinor')))
  keep('units', unitsOf(of('lines')))
  keep('startsAt', writtenTimeOf(of('startsAt')))
  keep('by', nameOf(of('by')))
  return facts
}

function firstText(value: unknown, names: readonly string[]): string | undefined {
  for (const name of names) {
    const text = textOf(member(value, name))
    if (text !== undefined) return text
  }
  return undefined
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value !== '' ? value.slice(0, maxTextLength).toWellFormed() : undefined
}

/** A query may hold what nobody means to show. */
function pathOf(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined
  const path = URL.parse(value, 'https://any.invalid')?.pathname
  return path?.slice(0, maxTextLength)
}

function hostOf(value: unknown): string | undefined {
  return typeof value === 'string' ? textOf(URL.parse(value)?.hostname) : undefined
}

/** As a name, or as `utm_` parameters. */
function campaignOf(value: unknown): string | undefined {
  return textOf(value) ?? firstText(value, ['name', 'source'])
}

function nameOf(value: unknown): string | undefined {
  return textOf(value) ?? textOf(member(value, 'name'))
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

function wholeOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined
}

function unitsOf(lines: unknown): number | undefined {
  if (!Array.isArray(lines) || lines.length === 0) return undefined
  return numberOf(lines.reduce<number>((sum, line) => sum + (numberOf(member(line, 'quantity')) ?? 1), 0))
}
