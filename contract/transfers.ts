import * as z from 'zod'

/*
 * Transfers of stock between two places. What happens to one is events of Vigie's own source: proposed, then changed,
 * accepted, rejected or expired, and, of one that was accepted, that it has arrived and what it saved, or that it never came.
 */
export const transferStateSchema = z.enum(['proposed', 'accepted', 'rejected', 'expired', 'arrived'])
export type TransferState = z.infer<typeof transferStateSchema>

const money = z.int()
const person = z.object({ id: z.string(), name: z.string() })

/** Data of `transfer.proposed`. */
export const proposedTransferSchema = z.object({
  transfer: z.string().min(1),
  sku: z.string(),
  from: z.string(),
  to: z.string(),
  alert: z.string().nullable(),
  units: z.int().min(1),
  maxUnits: z.int().min(1),
  keeps: z.number(),
  donorOnHand: z.number(),
  km: z.number().nullable(),
  costMinor: money,
  savesMinor: money,
  currency: z.string().nullable(),
})
export type ProposedTransfer = z.infer<typeof proposedTransferSchema>

/** Data of `transfer.accepted`; whoever carries it out needs nothing else. */
export const acceptedTransferSchema = z.object({
  transfer: z.string(),
  by: person,
  sku: z.string(),
  from: z.string(),
  to: z.string(),
  units: z.int().min(1),
  /** What the taker had then: what is more has come. */
  takerOnHand: z.number().nullable(),
})
export type AcceptedTransfer = z.infer<typeof acceptedTransferSchema>

/** Id of the event that decides a proposal, whether by a person or because it has expired: the log keeps the first. */
export function decisionId(transfer: string): string {
  return `transfer.decided:${transfer}`
}

/** Data of `transfer.changed`. */
export const changedTransferSchema = z.object({
  transfer: z.string(),
  by: person,
  units: z.int().min(1),
  costMinor: money,
  savesMinor: money,
})
export type ChangedTransfer = z.infer<typeof changedTransferSchema>

/** Data of `transfer.rejected`. */
export const rejectedTransferSchema = z.object({ transfer: z.string(), by: person, reason: z.string() })
export type RejectedTransfer = z.infer<typeof rejectedTransferSchema>

/** Of a proposal; `never-arrived` of one that was accepted long ago. */
export const expiryReasonSchema = z.enum(['donor-changed', 'donor-unknown', 'not-needed', 'never-arrived'])
export type ExpiryReason = z.infer<typeof expiryReasonSchema>

/** Data of `transfer.expired`. */
export const expiredTransferSchema = z.object({ transfer: z.string(), reason: expiryReasonSchema })

/** Data of `transfer.settled`. */
export const settledTransferSchema = z.object({
  transfer: z.string(),
  /** Units that would not have been sold without it. */
  savedUnits: z.int().min(0),
  savedMinor: money,
})
export type SettledTransfer = z.infer<typeof settledTransferSchema>

export const transferIdSchema = z.string().min(1).max(200)

/** Body of `POST /v1/transfers/{id}/change`. */
export const changeTransferSchema = z.strictObject({
  units: z.int().min(1).describe('How many are to go; the donor keeps what it needs itself'),
})

/** Body of `POST /v1/transfers/{id}/reject`. */
export const rejectTransferSchema = z.strictObject({
  reason: z.string().trim().min(1).max(500).describe('For whoever looks at the ledger later'),
})

/** Answer of every command on a transfer: it is in the log now. */
export const transferAnswerSchema = z.object({
  transfer: transferIdSchema.describe('Its id'),
  state: transferStateSchema.describe('What it is by this'),
  units: z.int().describe('How many go, or are to go'),
  position: z.string().describe('Of the event in the log, decimal'),
})
export type TransferAnswer = z.infer<typeof transferAnswerSchema>

const destinationUrl = z
  .url({ protocol: /^https?$/, error: 'must be an address that begins with https:// or http://' })
  .describe('Where accepted transfers go, as signed requests (Standard Webhooks)')

/** Answer of `GET /v1/transfers/destination`. */
export const transferDestinationSchema = z.object({ url: destinationUrl.nullable() })
export type TransferDestination = z.infer<typeof transferDestinationSchema>

/** Body of `PUT /v1/transfers/destination`. */
export const setTransferDestinationSchema = z.strictObject({ url: destinationUrl.nullable() })

export const newTransferDestinationSchema = z.object({
  url: destinationUrl.nullable(),
  secret: z.string().nullable().describe('What requests are signed with from now on; it is not shown again'),
})
export type NewTransferDestination = z.infer<typeof newTransferDestinationSchema>
