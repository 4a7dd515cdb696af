import * as z from 'zod'
import { stageTimesSchema } from './freshness.ts'
import { rowSchema, topicSchema, viewSnapshotSchema } from './view.ts'

/*
 * The live protocol, one tagged union per direction. The rules that both sides keep are numbered in
 * docs/live-protocol.md. Every message is one JSON string: socket.io then writes one pre-built WebSocket frame for
 * all receivers.
 *
 * Up: socket.io events `subscribe`, `unsubscribe`, `time`, each with one JSON string and an acknowledgement, which is
 * again one JSON string.
 * Down: the socket.io event `live` with one JSON string.
 */

/** With `epoch` and `version` the client asks to continue from what it has. */
export const subscribeSchema = z.object({
  topic: topicSchema,
  epoch: z.string().max(64).optional(),
  version: z.int().nonnegative().optional(),
})
export type Subscribe = z.infer<typeof subscribeSchema>

export const unsubscribeSchema = z.object({ topic: topicSchema })
export type Unsubscribe = z.infer<typeof unsubscribeSchema>

/** The acknowledgement of `unsubscribe`: nothing about the topic follows it. */
export const unsubscribedSchema = z.object({ type: z.literal('unsubscribed'), topic: topicSchema })
export type Unsubscribed = z.infer<typeof unsubscribedSchema>

/** Asks for the server's clock; acknowledged with a `clock`. */
export const timeSchema = z.object({})

/** Turns version `from` of a view into version `to`: rows in `set` are replaced whole, keys in `del` are removed. */
export const patchSchema = z.object({
  type: z.literal('patch'),
  topic: topicSchema,
  epoch: z.string(),
  from: z.int(),
  to: z.int(),
  position: z.string(),
  set: z.record(z.string(), rowSchema),
  del: z.array(z.string()),
  asOf: stageTimesSchema.nullable(),
})
export type Patch = z.infer<typeof patchSchema>

export const snapshotMessageSchema = viewSnapshotSchema.extend({ type: z.literal('snapshot') })
export type SnapshotMessage = z.infer<typeof snapshotMessageSchema>

/** A subscription, or a message, that cannot be, or can no longer be. `retryMs` present: ask again after it. */
export const refusedSchema = z.object({
  type: z.literal('refused'),
  /** Empty when the message named none. */
  topic: z.string(),
  code: z.enum(['invalid-request', 'unknown-view', 'forbidden', 'too-many-requests', 'unavailable']),
  detail: z.string(),
  retryMs: z.number().optional(),
})
export type Refused = z.infer<typeof refusedSchema>

/** The acknowledgement of `subscribe`. */
export const subscribedSchema = z.discriminatedUnion('type', [snapshotMessageSchema, patchSchema, refusedSchema])
export type Subscribed = z.infer<typeof subscribedSchema>

/** The server's clock, once a second, epoch ms. Silence of 5 s means the screen can no longer be trusted. */
export const clockSchema = z.object({ type: z.literal('clock'), now: z.number() })
export type Clock = z.infer<typeof clockSchema>

/** The server is about to go: reconnect after a random time of 0 to `spreadMs`. */
export const closingSchema = z.object({ type: z.literal('closing'), spreadMs: z.number() })
export type Closing = z.infer<typeof closingSchema>

export const downSchema = z.discriminatedUnion('type', [
  patchSchema,
  snapshotMessageSchema,
  refusedSchema,
  clockSchema,
  closingSchema,
])
export type Down = z.infer<typeof downSchema>
