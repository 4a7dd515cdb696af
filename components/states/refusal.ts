/**
 * Why the event server gave no answer that can be shown: `unreachable` heals with the connection, `forbidden` with
 * another role, `failed` is its own trouble.
 */
export type Refusal = { reason: 'unreachable' } | { reason: 'forbidden' } | { reason: 'failed'; status: number }
