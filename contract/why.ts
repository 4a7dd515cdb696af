import * as z from 'zod'

/** What happened that may have to do with how a SKU sells; times are epoch ms. */
export const whyFactSchema = z.discriminatedUnion('fact', [
  /** The share of today's page views that came by it. */
  z.object({ fact: z.literal('channel'), name: z.string(), share: z.number() }),
  z.object({ fact: z.literal('campaign'), name: z.string(), share: z.number() }),
  z.object({ fact: z.literal('price'), fromMinor: z.int(), toMinor: z.int(), at: z.number() }),
  /** What a buyer takes instead is out in so many places. */
  z.object({
    fact: z.literal('substitute-out'),
    sku: z.string(),
    title: z.string(),
    since: z.number(),
    places: z.int(),
  }),
  z.object({ fact: z.literal('big-order'), units: z.number(), place: z.string(), at: z.number() }),
])
export type WhyFact = z.infer<typeof whyFactSchema>

/** Why a SKU sells, by key `why`: before + parts + unexplained = now, exactly. */
export const whyRowSchema = z.object({
  kind: z.literal('why'),
  /** Units of the same hours, mean of the last four weeks. */
  before: z.number(),
  /** null where page views of today, or of those weeks, are not known: then all of the change is unexplained. */
  parts: z
    .object({ views: z.number(), conversion: z.number(), unitsPerOrder: z.number(), places: z.number() })
    .nullable(),
  unexplained: z.number(),
  now: z.number(),
  /** The moment until which both are counted. */
  until: z.number(),
  facts: z.array(whyFactSchema),
})
export type WhyRow = z.infer<typeof whyRowSchema>
