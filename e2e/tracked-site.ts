import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import * as z from 'zod'
import { createdSourceSchema } from '../contract/api.ts'
import type { WireEvent } from '../contract/event.ts'
import { storedEventSchema } from '../contract/event.ts'
import { eventServerUrl } from './ports.ts'
import { operatorHeaders } from './operator.ts'

const clientFolder = new URL('../node_modules/@segment/analytics-next/dist/umd/', import.meta.url)

/** Somebody's site, at an origin of its own: every path is a page that loads Segment's client as its package ships it. */
export interface TrackedSite {
  origin: string
  [Symbol.asyncDispose](): Promise<void>
}

export async function openTrackedSite(): Promise<TrackedSite> {
  const site = createServer((request, response) => {
    const [, script] = /^\/client\/([\w.-]+\.js)$/.exec(request.url ?? '') ?? []
    if (script === undefined) {
      response.setHeader('content-type', 'text/html').end(pageOf(request.url ?? '/'))
      return
    }
    readFile(new URL(script, clientFolder)).then(
      (code) => response.setHeader('content-type', 'text/javascript').end(code),
      () => response.writeHead(404).end(),
    )
  })
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve))
  const address = site.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  return {
    // Pages are asked for at localhost and send to 127.0.0.1: to a browser another site.
    origin: `http://localhost:${address.port}`,
    [Symbol.asyncDispose]: async () => {
      site.closeAllConnections()
      await new Promise((resolve) => site.close(resolve))
    },
  }
}

function pageOf(path: string): string {
  const title = path.startsWith('/p/') ? 'White Hanging Heart' : 'Shop'
  return `<!doctype html><html lang="en"><head><title>${title}</title><link rel="icon" href="data:,">
    <script src="/client/index.js"></script></head><body><h1>${title}</h1></body></html>`
}

/** @returns its key. */
export async function createTrackingSource(slug: string, config: object = {}): Promise<string> {
  const response = await fetch(`${eventServerUrl}/v1/sources`, {
    method: 'POST',
    headers: { ...operatorHeaders, 'content-type': 'application/json' },
    body: JSON.stringify({ slug, kind: 'tracking', config }),
  })
  return createdSourceSchema.parse(await response.json()).secret
}

const pageSchema = z.object({ events: z.array(storedEventSchema) })

export async function storedEvents(source: string): Promise<WireEvent[]> {
  const response = await fetch(`${eventServerUrl}/v1/events?after=0&limit=500&source=${source}`, {
    headers: operatorHeaders,
  })
  return pageSchema.parse(await response.json()).events
}
