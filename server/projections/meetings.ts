import * as z from 'zod'
import type { MeetingRecord } from './meetings/fold-meetings.ts'
import { foldMeetings, meetingEvents, readMeetingEvent } from './meetings/fold-meetings.ts'
import type { Projection, Tx } from './projection.ts'
import { ms, tableWriter } from './table-writer.ts'

/** Meetings with customers: when, with whom, and whether they take place. @param keyOf id of the strongest key of a person. */
export function meetingsProjection(keyOf: (person: unknown) => string | null): Projection {
  return {
    name: 'meetings',
    consumes: meetingEvents,
    async apply(events, tx) {
      const read = events.flatMap((event) => readMeetingEvent(event, keyOf) ?? [])
      if (read.length === 0) return []
      const records = await readMeetings(tx, [...new Set(read.map(({ id }) => id))])
      const changed = [...foldMeetings(records, read)].flatMap((id) => records.get(id) ?? [])
      await writeMeetings(tx, changed)
      return changed.length === 0 ? [] : ['meetings', ...changed.map(({ id }) => `meeting:${id}`)]
    },
    async reset(tx) {
      await tx.query('truncate meetings')
    },
  }
}

const personSchema = z.object({
  key: z.string().nullable(),
  email: z.string().nullable(),
  name: z.string().nullable(),
  status: z.string().nullable(),
  isOrganizer: z.boolean(),
  isTeam: z.boolean(),
})
export const peopleSchema = z.array(personSchema)

interface MeetingTableRow {
  id: string
  source: string
  meeting_id: string
  cancelled: boolean
  sequence: number
  occurred_at: number
  position: string
  stated_sequence: number | null
  stated_at: number | null
  stated_position: string | null
  title: string | null
  description: string | null
  location: string | null
  url: string | null
  starts_at: number | null
  ends_at: number | null
  all_day: boolean
  people: unknown
}

export async function readMeetings(tx: Tx, ids: readonly string[]): Promise<Map<string, MeetingRecord>> {
  const { rows } = await tx.query<MeetingTableRow>({
    name: 'read-meetings',
    text: `
      select id, source, meeting_id, cancelled, sequence, ${ms('occurred_at')}, position, stated_sequence, ${ms('stated_at')},
        stated_position, title, description, location, url, ${ms('starts_at')}, ${ms('ends_at')}, all_day, people
      from meetings where id = any($1::uuid[])`,
    values: [ids],
  })
  return new Map(rows.map((row) => [row.id, toRecord(row)]))
}

function toRecord(row: MeetingTableRow): MeetingRecord {
  const { id, source, sequence, cancelled, title, description, location, url } = row
  return {
    id,
    source,
    meetingId: row.meeting_id,
    newest: { sequence, at: row.occurred_at, position: BigInt(row.position), cancelled },
    stated:
      row.stated_at === null || row.starts_at === null
        ? null
        : {
            sequence: row.stated_sequence ?? 0,
            at: row.stated_at,
            position: BigInt(row.stated_position ?? 0),
            title,
            description,
            location,
            url,
            startsAt: row.starts_at,
            endsAt: row.ends_at ?? row.starts_at,
            allDay: row.all_day,
            people: peopleSchema.parse(row.people),
          },
  }
}

export const writeMeetings = tableWriter<MeetingRecord>({
  name: 'meetings',
  key: ['id'],
  columns: {
    id: ['uuid', ({ id }) => id],
    source: ['text', ({ source }) => source],
    meeting_id: ['text', ({ meetingId }) => meetingId],
    cancelled: ['bool', ({ newest }) => newest.cancelled],
    sequence: ['int4', ({ newest }) => newest.sequence],
    occurred_at: ['time', ({ newest }) => newest.at],
    position: ['int8', ({ newest }) => newest.position],
    stated_sequence: ['int4', ({ stated }) => stated?.sequence],
    stated_at: ['time', ({ stated }) => stated?.at],
    stated_position: ['int8', ({ stated }) => stated?.position],
    title: ['text', ({ stated }) => stated?.title],
    description: ['text', ({ stated }) => stated?.description],
    location: ['text', ({ stated }) => stated?.location],
    url: ['text', ({ stated }) => stated?.url],
    starts_at: ['time', ({ stated }) => stated?.startsAt],
    ends_at: ['time', ({ stated }) => stated?.endsAt],
    all_day: ['bool', ({ stated }) => stated?.allDay ?? false],
    people: ['json', ({ stated }) => stated?.people ?? []],
    keys: ['text[]', ({ stated }) => [...new Set((stated?.people ?? []).flatMap(({ key }) => key ?? []))]],
  },
})
