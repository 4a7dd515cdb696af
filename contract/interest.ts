import * as z from 'zod'
import { typeFilterPattern } from './event-filter.ts'

/*
 * How warm somebody is: score = 100 · (1 − exp(−S / scale)), S = Σ weight · 2^(−age / half-life) over what they did. What
 * counts, and how much, are rules; the first one that an event fits counts it.
 */
const ruleSchema = z.object({
  /** In the words of the interface where it has some for it, else shown as it is. */
  name: z.string().min(1).max(40),
  /** `cart.updated`, or `quote.*` for all that begin so. */
  types: z.array(z.string().regex(typeFilterPattern)).min(1),
  /** Only where the page's path has one of these words, in whatever case. */
  pathHas: z.array(z.string().min(1).max(60)).optional(),
  /** Only where the event names a product. */
  ofProduct: z.boolean().optional(),
  weight: z.number().min(0).max(1000),
})
export type InterestRule = z.infer<typeof ruleSchema>

/** The setting `interest`. When it changes, everything is counted again by it. */
export const interestSettingsSchema = z.object({
  halfLifeHours: z.number().positive().max(10_000),
  scale: z.number().positive().max(100_000),
  rules: z.array(ruleSchema).max(100),
})
export type InterestSettings = z.infer<typeof interestSettingsSchema>

const page = ['page.viewed']

export const defaultInterest: InterestSettings = {
  halfLifeHours: 72,
  scale: 30,
  rules: [
    { name: 'callback', types: ['callback.*'], weight: 12 },
    { name: 'quote', types: ['quote.*'], weight: 12 },
    { name: 'meeting', types: ['meeting.scheduled'], weight: 8 },
    { name: 'basket', types: ['cart.updated'], weight: 8 },
    { name: 'account', types: ['customer.created'], weight: 5 },
    { name: 'mailClicked', types: ['mail.clicked'], weight: 4 },
    { name: 'mailOpened', types: ['mail.opened'], weight: 0.5 },
    { name: 'price', types: page, pathHas: ['price', 'pricing', 'tarif', 'prix', 'devis', 'quote'], weight: 6 },
    { name: 'business', types: page, pathHas: ['entreprise', 'business', 'enterprise'], weight: 5 },
    { name: 'product', types: page, ofProduct: true, weight: 3 },
    { name: 'blog', types: page, pathHas: ['blog', 'news', 'actualite', 'jobs', 'career'], weight: 0.2 },
    { name: 'page', types: page, weight: 1 },
  ],
}

/** The share of 100 that a sum of weights is worth. */
export function scoreOf(sum: number, { scale }: Pick<InterestSettings, 'scale'>): number {
  return 100 * (1 - Math.exp(-sum / scale))
}

/** A score from here on is warm, */
export const warmFrom = 25
/** and from here on hot. */
export const hotFrom = 60
