import { hash } from 'node:crypto'
import type { Meeting, MeetingData } from './meeting.ts'

/** A version of a meeting as an event of whichever source tells it. */
export interface MeetingEvent {
  /** The same for the same version, whoever reads it however often. */
  id: string
  type: 'meeting.scheduled' | 'meeting.cancelled'
  subject: string
  /** Epoch ms. */
  occurredAt: number
  data: MeetingData
}

/**
 * @param version tells two versions apart that say the same: a meeting that was moved, and moved back. Where nobody counts them
 * it is the sequence.
 * @param now what is stated in the future is stated now, epoch ms.
 */
export function toMeetingEvent(meeting: Meeting, { version, now }: { version: number; now: number }): MeetingEvent {
  const { meetingId, digest, state, statedAt, endsAt, startsAt, data } = meeting
  // One that is over is part of what has happened: it happened when it took place.
  const occurredAt = endsAt <= now ? startsAt : (statedAt ?? now)
  return {
    id: `${hash('sha256', meetingId, 'hex').slice(0, 24)}/${version}/${digest}`,
    type: state === 'cancelled' ? 'meeting.cancelled' : 'meeting.scheduled',
    subject: `meeting/${meetingId}`,
    occurredAt: Math.min(occurredAt, now),
    data,
  }
}
