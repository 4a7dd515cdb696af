import { eventFilterQuery } from '#contract/event-filter.ts'
import type { Asked } from './ask.ts'
import { ask } from './ask.ts'
import type { Filter } from './event-filter.ts'
import { searchOf } from './event-filter.ts'
import type { OlderPage, Pause } from './event-lines.ts'
import { withOlder } from './event-lines.ts'

const pageSize = 100
/** One press looks through this many windows of the log for a page that is not empty. */
const maxSteps = 25

/** Reads back from where the pause ends until something is found or nothing is left. */
export async function readOlder(pause: Pause, filter: Filter): Promise<Asked<Pause>> {
  let reached = pause
  for (let step = 0; step < maxSteps && !reached.isWhole; step++) {
    const page = await ask<OlderPage>({ path: olderPath(reached, filter) })
    if (!page.ok) return reached === pause ? page : { ok: true, value: reached }
    reached = withOlder(reached, page.value)
    if (reached.lines.length > pause.lines.length) break
  }
  return { ok: true, value: reached }
}

function olderPath({ next }: Pause, filter: Filter): string {
  const query = new URLSearchParams(eventFilterQuery(searchOf(filter)))
  query.set('before', next)
  query.set('limit', String(pageSize))
  return `/v1/events?${query.toString()}`
}
