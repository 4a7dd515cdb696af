import * as z from 'zod'

/** How the reading of a feed, a calendar, goes. Times are epoch ms. */
export const feedStateSchema = z.object({
  readAt: z.number().nullable().describe('Everything that was in it then is in the log; `null`: it was never read'),
  problem: z.string().nullable().describe('Why the newest reading failed; it is tried again'),
  problemSince: z.number().nullable(),
  meetings: z.int().describe('Meetings in it, of the last 90 days and to come'),
  refused: z
    .array(z.object({ uid: z.string().nullable(), reason: z.string() }))
    .describe('Entries that are no meetings, and why; the first 20'),
})
export type FeedState = z.infer<typeof feedStateSchema>
