import * as z from 'zod'
import { printableTextSchema } from './event.ts'

/*
 * Rules of stock: when an alert of a shelf at risk opens and closes, for which time one looks ahead, and what a donor of a
 * transfer keeps. Of several that fit a SKU in a place, each value is that of the most specific one that says it: of the SKU,
 * of the place, of the category, of all. What people set and remove is events of Vigie's own source.
 */
export const ruleScopeSchema = z.enum(['sku', 'place', 'category', 'all'])
export type RuleScope = z.infer<typeof ruleScopeSchema>

/** `all`, or the scope and what of it: `sku:BRM-1182-M`, `place:rennes`, `category:Parkas`. */
export const ruleIdSchema = printableTextSchema
  .max(512)
  .regex(/^(all|(sku|place|category):\S.*)$/, 'must be "all", or "sku:", "place:" or "category:" and what of it')

export interface RuleOf {
  scope: RuleScope
  /** Empty for all. */
  value: string
}

export function ruleId({ scope, value }: RuleOf): string {
  return scope === 'all' ? scope : `${scope}:${value}`
}

/** @param id as {@link ruleIdSchema} takes it. */
export function ruleOf(id: string): RuleOf {
  const colon = id.indexOf(':')
  if (colon === -1) return { scope: 'all', value: '' }
  return { scope: ruleScopeSchema.parse(id.slice(0, colon)), value: id.slice(colon + 1).trim() }
}

const chance = z.number().min(0.01).max(0.99)
export const longestLeadTimeHours = 90 * 24

const values = {
  opensAt: chance
    .nullable()
    .default(null)
    .describe(
      'An alert opens when a shelf is empty with this probability before more comes; together with `closesBelow`',
    ),
  closesBelow: chance
    .nullable()
    .default(null)
    .describe('It closes below this probability, which is less, so that it does not open and close all the time'),
  leadTimeHours: z
    .number()
    .min(1)
    .max(longestLeadTimeHours)
    .nullable()
    .default(null)
    .describe('Hours that one looks ahead where no delivery is expected'),
  keptShare: z
    .number()
    .min(0.5)
    .max(0.999)
    .nullable()
    .default(null)
    .describe('Share of its own demand that a donor of a transfer keeps stock for'),
}

/** What a rule says; `null`: what the next less specific one says. */
export const ruleValuesSchema = z.strictObject(values).superRefine(({ opensAt, closesBelow, ...others }, context) => {
  const say = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message })
  if ((opensAt === null) !== (closesBelow === null))
    say(opensAt === null ? 'opensAt' : 'closesBelow', 'must be there where the other one is')
  else if (opensAt !== null && closesBelow !== null && closesBelow >= opensAt)
    say('closesBelow', 'must be less than opensAt')
  else if (opensAt === null && Object.values(others).every((value) => value === null))
    say('opensAt', 'a rule must say something')
})
export type RuleValues = z.infer<typeof ruleValuesSchema>

/** Data of `stock-rule.set`. */
export type RuleSet = RuleOf & RuleValues & { by: { id: string; name: string } }

const rule = {
  id: ruleIdSchema.describe('`all`, or `sku:`, `place:` or `category:` and what of it'),
  name: z.string().nullable().describe('What people call that SKU or place; `null` where nobody has said it'),
  ...values,
}

/** A rule as it is in force, by key `rule:{id}`. Times are epoch ms. */
export const ruleRowSchema = z.object({
  kind: z.literal('rule'),
  ...rule,
  setAt: z.number(),
  setBy: z.string().nullable(),
})
export type RuleRow = z.infer<typeof ruleRowSchema>

const standard = { opensAt: z.number(), closesBelow: z.number(), leadTimeHours: z.number(), keptShare: z.number() }

/** What holds where no rule says otherwise, by key `standard`, and what a rule can be for. */
export const standardRowSchema = z.object({
  kind: z.literal('standard'),
  ...standard,
  places: z.array(z.object({ place: z.string(), name: z.string() })),
  categories: z.array(z.string()),
})
export type StandardRow = z.infer<typeof standardRowSchema>

/** Rows of the topic `stock-rules`. */
export const stockRulesRowSchema = z.discriminatedUnion('kind', [ruleRowSchema, standardRowSchema])
export type StockRulesRow = z.infer<typeof stockRulesRowSchema>

/** Answer of `GET /v1/stock/rules`. */
export const stockRuleListSchema = z.object({
  standard: z.object(standard).describe('What holds where no rule says otherwise'),
  rules: z
    .array(
      z.object({
        ...rule,
        setAt: z.iso.datetime().describe('When it was set'),
        setBy: z.string().nullable().describe('By whom'),
      }),
    )
    .describe('Those in force, the most general first'),
})
export type StockRuleList = z.infer<typeof stockRuleListSchema>

/** Body of `POST /v1/stock/rules/trial`. */
export const tryRuleSchema = z.strictObject({
  rule: ruleIdSchema.describe('Which rule: `all`, or `sku:`, `place:` or `category:` and what of it'),
  values: ruleValuesSchema.nullable().describe('What it would say; `null`: as if it were removed'),
})
export type TryRule = z.infer<typeof tryRuleSchema>

const count = z.int().min(0)

/** What a rule would have made of the last 30 days. */
export const ruleFiguresSchema = z.object({
  atRisk: z
    .object({
      opened: count.describe('How often it would have warned'),
      ranOut: count.describe('Warnings after which the shelf was really empty'),
      medianHoursEarly: z
        .number()
        .nullable()
        .describe('How long before that, in the median; `null` where it never was'),
      cleared: count.describe('Warnings that were over although nobody had done anything'),
      taken: count.describe(
        'Warnings that were over, and somebody had taken on an alert there or had stock sent there',
      ),
      open: count.describe('Warnings that would be open now'),
    })
    .describe('Alerts of shelves at risk'),
  out: z
    .object({
      opened: count.describe('How often a shelf was empty'),
      unwarned: count.describe('How often without a warning before'),
    })
    .describe('Alerts of empty shelves'),
})
export type RuleFigures = z.infer<typeof ruleFiguresSchema>

export const ruleTrialSchema = z.object({
  since: z.iso.datetime().describe('From when on something is known: 30 days ago at the earliest'),
  until: z.iso.datetime().describe('When it was tried'),
  levels: count.describe('SKUs in places that were looked at'),
  ofLevels: count.describe('How many the rule is about; where these are more, those looked at are a sample'),
  proposed: ruleFiguresSchema.describe('With the rule as it was sent'),
  inForce: ruleFiguresSchema.describe('With the rules as they are'),
})
export type RuleTrial = z.infer<typeof ruleTrialSchema>
