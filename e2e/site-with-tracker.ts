import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import { webUrl } from './ports.ts'

/** A web site of somebody else, on its own origin, that allows nothing but the tracker. */
export interface SiteWithTracker extends AsyncDisposable {
  url: string
}

const contentSecurityPolicy = `default-src 'none'; script-src 'self' ${webUrl}; connect-src ${webUrl}`

/** As a site would write it into its own script, for calls before the tracker is there. */
const stub = `
window.vigie = (...call) => (vigie.q ??= []).push(call)
vigie('track', 'Called early', { n: 1 })
`

interface SiteOptions {
  key: string
  /** Further attributes of the script. */
  attributes?: string
}

export async function startSiteWithTracker({ key, attributes = '' }: SiteOptions): Promise<SiteWithTracker> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://site')
    if (pathname === '/favicon.ico') response.writeHead(204).end()
    else if (pathname === '/early.js') send(response, 'text/javascript', stub)
    else if (pathname.endsWith('.txt')) send(response, 'text/plain', 'No tracker here.')
    else send(response, 'text/html; charset=utf-8', pageOf(pathname, { key, attributes }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  return {
    // To a browser localhost is another site than 127.0.0.1.
    url: `http://localhost:${address.port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function send(response: ServerResponse, type: string, body: string): void {
  response.writeHead(200, { 'content-type': type, 'content-security-policy': contentSecurityPolicy }).end(body)
}

function pageOf(pathname: string, { key, attributes }: Required<SiteOptions>): string {
  const early = pathname.startsWith('/early') ? '<script src="/early.js"></script>' : ''
  return `<!doctype html><html lang="en"><title>Page ${pathname}</title>${early}
    <script defer src="${webUrl}/vigie.js" data-key="${key}" ${attributes}></script>
    <h1>${pathname}</h1>`
}
