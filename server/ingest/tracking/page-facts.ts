import { printableTextSchema } from '#contract/event.ts'
import { member, textOf } from '../sent-value.ts'

/** What a page or a screen was: what the call says of it, else what the client says of every call. */
export function pageFacts(call: 'page' | 'screen', item: unknown): Record<string, unknown> {
  const of = (name: string) => member(item, 'properties', name) ?? member(item, 'context', 'page', name)
  const url = addressOf(of('url'))
  const name = textOf(member(item, 'name'))
  return {
    url,
    title: textOf(of('title')) ?? (call === 'screen' ? name : undefined),
    path: addressOf(of('path')) ?? pathIn(url),
    referrer: addressOf(of('referrer')),
    name,
    category: textOf(member(item, 'category')) ?? textOf(member(item, 'properties', 'category')),
    campaign: campaignOf(member(item, 'context', 'campaign'), url),
    ...(call === 'screen' && { screen: name ?? null }),
  }
}

/** Addresses are longer than other lines. */
export function addressOf(value: unknown): string | undefined {
  if (typeof value !== 'string' || value === '' || value.length > 4096 || !value.isWellFormed()) return undefined
  return printableTextSchema.safeParse(value).success ? value : undefined
}

export function pathIn(url: string | undefined): string | undefined {
  return url === undefined ? undefined : URL.parse(url)?.pathname
}

const campaignMembers = ['source', 'medium', 'name', 'term', 'content', 'id'] as const

/**
 * @param campaign as a client has read it already.
 * @param url whose `utm_` parameters say it otherwise.
 * @returns undefined when nobody names a campaign.
 */
export function campaignOf(campaign: unknown, url: string | undefined): Record<string, string> | undefined {
  const query = url?.includes('utm_') ? URL.parse(url)?.searchParams : undefined
  const entries = campaignMembers.flatMap((name) => {
    const text = textOf(member(campaign, name)) ?? textOf(query?.get(`utm_${name === 'name' ? 'campaign' : name}`))
    return text === undefined ? [] : [[name, text] as const]
  })
  return entries.length === 0 ? undefined : Object.fromEntries(entries)
}
