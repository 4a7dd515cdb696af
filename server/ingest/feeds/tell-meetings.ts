import type { Meeting } from '#calendar/meeting.ts'
import { shortUid } from '#calendar/meeting.ts'
import type { MeetingEvent } from '#calendar/meeting-event.ts'
import { toMeetingEvent } from '#calendar/meeting-event.ts'

/** What has been told of a meeting. Times are epoch ms. */
export interface ToldMeeting {
  meetingId: string
  digest: string
  /** How many versions. */
  told: number
  sequence: number
  startsAt: number
  endsAt: number
  cancelled: boolean
  /** Of the newest event in the log; null = unknown. */
  position: bigint | null
}

export interface News {
  event: MeetingEvent
  /** History: it is over, and nobody has heard of it. */
  backfill: boolean
  told: ToldMeeting
}

interface Reading {
  meetings: readonly Meeting[]
  /** UIDs of entries that could not be read: whether they still take place nobody knows. */
  unread: readonly string[]
  /** Epoch ms: what ended before is not looked at. */
  from: number
  now: number
}

/**
 * What a reading of a calendar has new to tell: meetings, changes, and, as many calendars only leave out what is called off,
 * meetings yet to come that are no longer in it. Pure: the same reading after the same told ones gives the same events under the
 * same ids, and a reading without changes nothing.
 */
export function newsOf(told: ReadonlyMap<string, ToldMeeting>, { meetings, unread, from, now }: Reading): News[] {
  const current = new Map(meetings.filter(({ endsAt }) => endsAt >= from).map((each) => [each.meetingId, each]))
  const changed = [...current.values()].flatMap((meeting) => {
    const known = told.get(meeting.meetingId)
    const isCancelled = meeting.state === 'cancelled'
    if (known ? known.digest === meeting.digest : isCancelled) return []
    return [changeOf(meeting, known, now)]
  })
  const gone = [...told.values()].filter(
    ({ meetingId, cancelled, startsAt }) =>
      !cancelled && startsAt > now && !current.has(meetingId) && !unread.some((uid) => isOf(meetingId, uid)),
  )
  return [...changed, ...gone.map((known) => goneOf(known, now))]
}

function isOf(meetingId: string, uid: string): boolean {
  const short = shortUid(uid)
  return meetingId === short || meetingId.startsWith(`${short}@`)
}

function changeOf(meeting: Meeting, known: ToldMeeting | undefined, now: number): News {
  const version = (known?.told ?? 0) + 1
  const event = toMeetingEvent(meeting, { version, now })
  const { meetingId, digest, sequence, startsAt, endsAt, state } = meeting
  return {
    // A later version is news from now on, whatever its calendar says of when it was made.
    event: known ? { ...event, occurredAt: now } : event,
    backfill: !known && endsAt < now,
    told: {
      meetingId,
      digest,
      told: version,
      sequence,
      startsAt,
      endsAt,
      cancelled: state === 'cancelled',
      position: null,
    },
  }
}

function goneOf(known: ToldMeeting, now: number): News {
  const { meetingId, sequence, startsAt, endsAt } = known
  const gone: Meeting = {
    meetingId,
    state: 'cancelled',
    statedAt: null,
    startsAt,
    endsAt,
    sequence,
    data: {
      meetingId,
      startsAt: new Date(startsAt).toISOString(),
      endsAt: new Date(endsAt).toISOString(),
      sequence,
      attendees: [],
    },
    digest: 'gone',
  }
  return changeOf(gone, known, now)
}
