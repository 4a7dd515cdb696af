import * as z from 'zod'
import { createdSourceSchema } from '#contract/api.ts'
import type { WireEvent } from '#contract/event.ts'
import { storedEventSchema } from '#contract/event.ts'
import type { EventServer } from '../event-server.ts'
import { startEventServer } from './event-server.ts'
import { silentLogger } from './log-fixture.ts'

/** @param port 0 = any. */
export function startServer(databaseUrl: string, port = 0): Promise<EventServer> {
  return startEventServer({
    databaseUrl,
    host: '127.0.0.1',
    port,
    vigieSecret: 'secret of this installation',
    publicUrl: null,
    demo: false,
    logger: silentLogger,
  })
}

const pageSchema = z.object({ events: z.array(storedEventSchema) })

/** Sources that track, made and read through the API. */
export function trackingSources(server: EventServer) {
  return {
    /** @returns its key. */
    async createSource(slug: string, more: object = {}): Promise<string> {
      const answer = await fetch(`${server.url}/v1/sources`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ slug, kind: 'tracking', ...more }),
      })
      if (answer.status !== 201) throw new Error(`the source was not made: ${await answer.text()}`)
      return createdSourceSchema.parse(await answer.json()).secret
    },
    /** The first 500, in the order of the log. */
    async eventsOf(source: string): Promise<WireEvent[]> {
      const answer = await fetch(`${server.url}/v1/events?after=0&limit=500&source=${source}`)
      return pageSchema.parse(await answer.json()).events
    },
  }
}
