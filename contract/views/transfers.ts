import * as z from 'zod'
import { transferStateSchema } from '../transfers.ts'

/**
 * A proposal, or what became of it, by key `transfer:{id}`; in the topics `stock:{sku}` and `transfers`. Times are epoch ms,
 * money is in minor units of `currency`.
 */
export const transferRowSchema = z.object({
  kind: z.literal('transfer'),
  id: z.string(),
  state: transferStateSchema,
  sku: z.string(),
  title: z.string(),
  from: z.string(),
  fromName: z.string(),
  to: z.string(),
  toName: z.string(),
  units: z.int(),
  /** What the donor could give at the most when it was proposed. */
  maxUnits: z.int(),
  /** What the donor keeps. */
  keeps: z.number(),
  /** null = nobody has said where one of them is. */
  km: z.number().nullable(),
  costMinor: z.int(),
  /** Expected margin that is not lost. */
  savesMinor: z.int(),
  currency: z.string().nullable(),
  proposedAt: z.number(),
  decidedAt: z.number().nullable(),
  decidedBy: z.object({ id: z.string(), name: z.string() }).nullable(),
  /** In a person's words where it was rejected; why it expired otherwise. */
  reason: z.string().nullable(),
  arrivedAt: z.number().nullable(),
  /** By what really sold; null until thirty days after it arrived. */
  savedUnits: z.int().nullable(),
  savedMinor: z.int().nullable(),
})
export type TransferRow = z.infer<typeof transferRowSchema>

/** The newest that the topic `transfers` shows. */
export const transfersShown = 200
