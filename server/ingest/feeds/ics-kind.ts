import * as z from 'zod'
import { ProblemError } from '../../runtime/problem-error.ts'
import type { FeedKind } from '../provider.ts'
import { configParser } from '../provider.ts'
import { refuseFeed } from './fetch-feed.ts'

const domainList = /^\s*(?:[a-z0-9-]+(?:\.[a-z0-9-]+)+\s*(?:,\s*|$))*$/i

const icsConfigSchema = z.strictObject({
  intervalSeconds: z.int().min(30).max(86_400).default(120).describe('Seconds between two readings of the calendar'),
  ownDomains: z
    .string()
    .max(2000)
    .regex(domainList, 'must be domains separated by commas, such as brisemer.example')
    .default('')
    .describe('E-mail domains of your own people, who are no customers; separated by commas'),
})

export interface IcsConfig {
  intervalSeconds: number
  /** In lower case. */
  ownDomains: string[]
}

const parseStored = configParser('ics', icsConfigSchema)

/** @throws ProblemError `invalid-request`. */
export function parseIcsConfig(config: unknown): IcsConfig {
  const { intervalSeconds, ownDomains } = parseStored(config)
  const domains = ownDomains.split(',').map((domain) => domain.trim().toLowerCase())
  return { intervalSeconds, ownDomains: domains.filter((domain) => domain !== '') }
}

/**
 * The kind of a calendar that is read at intervals. Its secret is the address: whoever knows it reads the calendar.
 */
export const ics = {
  kind: 'ics',
  door: 'feed',
  key: 'none',
  mode: 'micro-batch',
  assignsSecret: true,
  secret: {
    generate: () => {
      throw new ProblemError('invalid-request', 'a calendar needs its address as the secret', {
        errors: [{ pointer: '#/secret', detail: 'is needed: https://calendar.example.com/feed.ics' }],
      })
    },
    parse: (secret) => Buffer.from(parseFeedAddress(secret).href),
    refuse: (secret, named) => refuseFeed(parseFeedAddress(secret), named),
    shown: (secret) => `${parseFeedAddress(secret).origin}/…`,
  },
  parseConfig: parseStored,
  describe: () => ({
    kind: 'ics',
    door: 'feed',
    assignsSecret: true,
    hasPublicKey: false,
    config: z.toJSONSchema(icsConfigSchema, { io: 'input' }),
  }),
} satisfies FeedKind

/** `webcal:` is how calendars write `https:`. @throws ProblemError `invalid-request`. */
export function parseFeedAddress(secret: string): URL {
  const url = URL.parse(secret.trim().replace(/^webcals?:/i, 'https:'))
  if (url && /^https?:$/.test(url.protocol) && secret.length <= 2000) return url
  throw new ProblemError(
    'invalid-request',
    'the address of a calendar must begin with https:// or webcal:// and have up to 2000 characters',
  )
}
