import * as z from 'zod'
import { idempotencyKeySchema } from '#contract/alerts.ts'
import type { EventResult } from '#contract/api.ts'
import { eventResultSchema } from '#contract/api.ts'
import type { RuleFigures, RuleTrial, RuleValues, StockRuleList, TryRule } from '#contract/stock-rules.ts'
import {
  ruleIdSchema,
  ruleTrialSchema,
  ruleValuesSchema,
  stockRuleListSchema,
  tryRuleSchema,
} from '#contract/stock-rules.ts'
import type { Operation, Operations } from '../operation.ts'

const stored: EventResult = { id: 'RzN1c2V5Y2xlLXRoaXMtaXMtYS1oYXNo', outcome: 'stored', position: '4711' }
const early: RuleValues = { opensAt: 0.6, closesBelow: 0.4, leadTimeHours: 240, keptShare: null }
const list: StockRuleList = {
  standard: { opensAt: 0.8, closesBelow: 0.5, leadTimeHours: 168, keptShare: 0.95 },
  rules: [
    { id: 'category:Parkas', name: null, ...early, setAt: '2026-11-23T13:05:00.123Z', setBy: 'Karim D' },
    {
      id: 'place:rennes',
      name: 'Rennes Alma',
      opensAt: null,
      closesBelow: null,
      leadTimeHours: 48,
      keptShare: 0.99,
      setAt: '2026-11-23T13:07:00.123Z',
      setBy: 'Karim D',
    },
  ],
}

const asked: TryRule = { rule: 'category:Parkas', values: early }
const inForce: RuleFigures = {
  atRisk: { opened: 14, ranOut: 6, medianHoursEarly: 31.5, cleared: 5, taken: 2, open: 1 },
  out: { opened: 9, unwarned: 3 },
}
const tried: RuleTrial = {
  since: '2026-10-24T13:00:00.000Z',
  until: '2026-11-23T13:05:00.123Z',
  levels: 212,
  ofLevels: 212,
  proposed: {
    atRisk: { opened: 23, ranOut: 8, medianHoursEarly: 52, cleared: 11, taken: 2, open: 2 },
    out: { opened: 9, unwarned: 1 },
  },
  inForce,
}

const ofRule = {
  tag: 'Alerts',
  params: z.object({ id: ruleIdSchema.describe('`all`, or `sku:`, `place:` or `category:` and what of it') }),
  headers: z.object({
    'idempotency-key': idempotencyKeySchema
      .optional()
      .describe(
        'Makes a repeat of this request one and the same. Without it a repeat is known by what it asks for, as long as nothing else has happened to the rule',
      ),
  }),
  answers: {
    200: {
      description: 'Its event is stored; `duplicate`: it was before, or there was nothing to change.',
      content: { schema: eventResultSchema, examples: { Stored: stored } },
    },
  },
} as const satisfies Partial<Operation>

export const stockRuleOperations: Operations = {
  'GET /v1/stock/rules': {
    id: 'listStockRules',
    tag: 'Alerts',
    summary: 'List the rules of stock',
    description:
      'Of several that fit a SKU in a place, each value is that of the most specific rule that says it: of the SKU, of the ' +
      'place, of the category, of all. The view `stock-rules` has the same, live.',
    answers: {
      200: {
        description: 'Those in force.',
        content: { schema: stockRuleListSchema, examples: { 'Two rules': list } },
      },
    },
    problems: [],
  },
  'POST /v1/stock/rules/trial': {
    id: 'tryStockRule',
    tag: 'Alerts',
    summary: 'Try a rule of stock on the last 30 days',
    description:
      'Lives through the movements and sales of the last 30 days again, once with the rule and once with those in force, and ' +
      'counts what they would have made of them. Nothing is stored. It ends after 10 seconds; what it did not get to by then ' +
      'is not in the figures. One at a time.',
    body: { schema: tryRuleSchema, examples: { 'Warn earlier': asked } },
    answers: {
      200: { description: 'Both in figures.', content: { schema: ruleTrialSchema, examples: { Tried: tried } } },
    },
    problems: ['unavailable'],
  },
  'PUT /v1/stock/rules/{id}': {
    ...ofRule,
    id: 'setStockRule',
    summary: 'Set a rule of stock',
    description: 'It holds from the next movement or sale of a SKU in a place on, and replaces what it said before.',
    body: { schema: ruleValuesSchema, examples: { 'Warn earlier': early } },
    problems: ['unavailable'],
    example: { params: { id: 'category:Parkas' }, headers: { 'idempotency-key': 'set-parkas-1' } },
  },
  'DELETE /v1/stock/rules/{id}': {
    ...ofRule,
    id: 'removeStockRule',
    summary: 'Remove a rule of stock',
    description: 'The next less specific rule holds from then on.',
    problems: ['not-found', 'unavailable'],
    example: { params: { id: 'place:nowhere' }, headers: { 'idempotency-key': 'remove-nowhere-1' } },
  },
}
