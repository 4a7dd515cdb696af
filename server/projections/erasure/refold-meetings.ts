import type { StoredEvent } from '#contract/event.ts'
import { meetingsProjection, readMeetings, writeMeetings } from '../meetings.ts'
import { readMeetingEvent } from '../meetings/fold-meetings.ts'
import type { Tx } from '../projection.ts'

export interface Rewriting {
  before: StoredEvent
  after: StoredEvent
}

/** What a meeting is comes from one of its events: where that one was rewritten, the meeting is said anew. */
export async function refoldMeetings(
  tx: Tx,
  rewritings: readonly Rewriting[],
  keyOf: (person: unknown) => string | null,
): Promise<void> {
  for (const { before, after } of rewritings) {
    const [was, is] = [readMeetingEvent(before, keyOf), readMeetingEvent(after, keyOf)]
    if (!was || !is) continue
    if (was.id === is.id) await sayAnew(tx, is.id, after, is.details)
    else {
      await tx.query('delete from meetings where id = $1', [was.id])
      await meetingsProjection(keyOf).apply([after], tx)
    }
  }
}

type Details = NonNullable<ReturnType<typeof readMeetingEvent>>['details']

async function sayAnew(tx: Tx, id: string, { position }: StoredEvent, details: Details): Promise<void> {
  const record = (await readMeetings(tx, [id])).get(id)
  if (record?.stated?.position !== position || details === null) return
  await writeMeetings(tx, [{ ...record, stated: { ...record.stated, ...details } }])
}
