import * as z from 'zod'
import { stageTimesSchema } from './freshness.ts'
import { stockRulesRowSchema } from './stock-rules.ts'
import { companyRowsSchema } from './views/company.ts'
import { customerRowsSchema } from './views/customer.ts'
import { newCustomersRowSchema } from './views/customers.ts'
import { eventRowSchema } from './views/events.ts'
import { meetingBriefSchema, meetingRowSchema } from './views/meetings.ts'
import { sourcesRowSchema } from './views/sources.ts'
import { stockRowSchema, stockTotalsRowSchema } from './views/stock.ts'
import { transferRowSchema } from './views/transfers.ts'
import { totalRowSchema, wallRowSchema } from './views/wall.ts'

/** Every view with the schema of its rows. A topic is a view's name, or `name:parameter`. */
export const viewRowSchemas = {
  wall: wallRowSchema,
  'wall-total': totalRowSchema,
  sources: sourcesRowSchema,
  events: eventRowSchema,
  stock: stockRowSchema,
  'stock-totals': stockTotalsRowSchema,
  'stock-rules': stockRulesRowSchema,
  transfers: transferRowSchema,
  customer: customerRowsSchema,
  customers: newCustomersRowSchema,
  company: companyRowsSchema,
  meetings: meetingRowSchema,
  meeting: meetingBriefSchema,
} as const

export type ViewName = keyof typeof viewRowSchemas
export type RowOf<Name extends ViewName> = z.infer<(typeof viewRowSchemas)[Name]>

export const topicSchema = z.string().min(1).max(256)

/** @returns the view a topic belongs to, or undefined when there is no such view. */
export function viewNameOf(topic: string): ViewName | undefined {
  const name = topic.split(':', 1)[0] ?? ''
  return Object.hasOwn(viewRowSchemas, name) ? (name as ViewName) : undefined // hasOwn has just proved it
}

/** A row is any JSON object; its schema depends on the view. */
export const rowSchema = z.record(z.string(), z.unknown())
export type Row = z.infer<typeof rowSchema>

/**
 * A whole view at one moment: answer of `GET /v1/views/{topic}` and of a subscription.
 * `version` counts the patches of one `epoch`; an epoch ends with the gateway that made it.
 */
export const viewSnapshotSchema = z.object({
  topic: topicSchema.describe("The view's name, or `name:parameter`"),
  epoch: z.string().describe('Of the gateway that made this state; another one means: begin anew'),
  version: z.int().describe('Counts the patches of one epoch'),
  position: z.string().describe('The log position the rows are true at, decimal'),
  rows: z.record(z.string(), rowSchema).describe('By key; what a row holds depends on the view'),
  asOf: stageTimesSchema
    .nullable()
    .describe('Stage times of the newest event the rows include; `null` when there is none'),
})
export type ViewSnapshot = z.infer<typeof viewSnapshotSchema>
