import * as z from 'zod'
import { printableTextSchema } from './event.ts'
import { wallSchema } from './role.ts'

/* Televisions: each shows a code until somebody with the right pairs it; then it sees its walls and nothing else. */

/** Letters and digits that nobody takes for others, read from across a room. */
export const codeAlphabet = 'ABCDEFGHJKMNPQRTUVWXY346789'
export const codeLength = 6
/** How long a code can be typed in; a screen that waits longer shows another. */
export const codeMinutes = 10

export const screenIdSchema = z.uuid('must be the id of a screen')
const wallsSchema = z
  .array(wallSchema)
  .min(1, 'must name at least one wall')
  .transform((names) => [...new Set(names)])

export const pairScreenSchema = z.strictObject({
  code: z
    .string()
    .max(20)
    .transform((text) => text.toUpperCase().replaceAll(/[\s-]/g, ''))
    .pipe(z.string().length(codeLength, `must have ${codeLength} characters`))
    .describe('As the screen shows it'),
  name: printableTextSchema.min(1).max(100).describe('Where it hangs'),
  walls: wallsSchema.describe('What it shows, in this order'),
  rotateSeconds: z.int().min(10).max(3600).default(60).describe('How long each is shown, where there are several'),
})
export type PairScreen = z.infer<typeof pairScreenSchema>

export const tvScreenSchema = z.object({
  id: screenIdSchema.describe('To revoke it by'),
  name: z.string().describe('Where it hangs'),
  walls: z.array(z.string()).describe('What it shows'),
  rotateSeconds: z.int().describe('How long each is shown'),
  pairedBy: z.string().describe('By whom it was paired'),
  pairedAt: z.iso.datetime().describe('When'),
})
export type TvScreenInfo = z.infer<typeof tvScreenSchema>
export const tvScreenListSchema = z.object({ screens: z.array(tvScreenSchema).describe('By name') })

/** What a screen learns of itself: `unknown` has to begin, `waiting` shows its code, `paired` its walls. */
export const screenStateSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('unknown') }),
  z.object({ state: z.literal('waiting'), code: z.string(), expiresAt: z.iso.datetime() }),
  z.object({ state: z.literal('paired'), name: z.string(), walls: z.array(z.string()), rotateSeconds: z.int() }),
])
export type ScreenState = z.infer<typeof screenStateSchema>
