import type { EventStages } from '#contract/api.ts'
import type { EventDetails } from '#contract/event-details.ts'
import { ask } from './ask.ts'
import { DetailsStore } from './details-store.ts'

/** The events that this page has opened. On the server nothing is watched, so nothing is asked for. */
export const browserDetails = new DetailsStore({
  details: (position) => ask<EventDetails>({ path: `/v1/events/${position}` }),
  stages: (position) => ask<EventStages>({ path: `/v1/events/${position}/stages` }),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs)
    return () => clearTimeout(timer)
  },
})
