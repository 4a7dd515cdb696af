import type { Pool } from 'pg'

/** A meeting that is about to begin. Times are epoch ms. */
export interface ComingMeeting {
  id: string
  title: string | null
  location: string | null
  startsAt: number
  /** Customers who come, by name or address. */
  people: string[]
}

/** @returns meetings that take place and begin after `after`, up to `until`; what lasts all day begins at no moment. */
export async function readComingMeetings(
  pool: Pool,
  { after, until }: { after: number; until: number },
): Promise<ComingMeeting[]> {
  const { rows } = await pool.query<ComingMeeting>({
    name: 'read-coming-meetings',
    text: `
      select id, title, location, (extract(epoch from starts_at) * 1000)::float8 as "startsAt",
        coalesce((select json_agg(coalesce(customers.name, person ->> 'name', person ->> 'email', '') order by place)
          from json_array_elements(people) with ordinality as listed (person, place)
            left join customer_keys on key_id = (person ->> 'key')::uuid
            left join customers on customers.id = customer_id
          where person ->> 'isTeam' = 'false'), '[]') as people
      from meetings
      where starts_at > to_timestamp($1::float8 / 1000) and starts_at <= to_timestamp($2::float8 / 1000)
        and not cancelled and not all_day
      order by starts_at, id`,
    values: [after, until],
  })
  return rows
}
