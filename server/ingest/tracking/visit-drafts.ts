import { isCoreEventType } from '#contract/event.ts'
import type { Draft } from '../provider-events.ts'
import { subjectOf } from '../provider-events.ts'
import { textOf } from '../sent-value.ts'
import { addressOf, campaignOf, pathIn } from './page-facts.ts'
import { traitsOf } from './segment-calls.ts'
import { isRecord } from './segment-items.ts'
import { typeOfName } from './track-type.ts'

/** What trackers in pages say, in our words. */
export interface Visit {
  visitorId: string | undefined
  userId?: string | undefined
}

interface PageSent {
  url: unknown
  title?: unknown
  referrer?: unknown
}

export function viewDraft({ url, title, referrer }: PageSent, visit: Visit): Draft {
  const address = addressOf(url)
  return {
    type: 'page.viewed',
    subject: whoIn(visit),
    facts: {
      url: address,
      title: textOf(title),
      path: pathIn(address),
      referrer: addressOf(referrer),
      campaign: campaignOf(undefined, address),
      ...visit,
    },
  }
}

/** A core type has its members where our own code reads them; of anything else, only what is known about the page. */
export function namedDraft(sent: { name: string; properties: unknown; url: unknown }, visit: Visit): Draft {
  const type = typeOfName(sent.name)
  const url = addressOf(sent.url)
  const properties = isCoreEventType(type) && isRecord(sent.properties) ? sent.properties : { event: sent.name }
  return { type, subject: whoIn(visit), facts: { url, path: pathIn(url), ...properties, ...visit } }
}

export function identifyDraft(traits: unknown, visit: Visit): Draft {
  return { type: 'customer.identified', subject: whoIn(visit), facts: { ...visit, ...traitsOf({ traits }) } }
}

export function whoIn({ userId, visitorId }: Visit): string | undefined {
  return subjectOf('customer', userId) ?? subjectOf('visitor', visitorId)
}
