import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, request } from 'node:http'
import { text } from 'node:stream/consumers'

/** A proxy for a browser, on the way to the web app: of one page the beginning comes, and the rest when it is let through. */
export interface SlowLine extends AsyncDisposable {
  /** For a browser context; loopback, too, is asked for by way of it. */
  proxy: { server: string; bypass: string }
  letThrough: () => void
}

/** @param until of the page's HTML, what comes at once: as far as this, with it. */
export async function openSlowLine({ path, until }: { path: string; until: string }): Promise<SlowLine> {
  const rest = Promise.withResolvers<void>()
  const passOn = async (asked: IncomingMessage, answer: ServerResponse): Promise<void> => {
    const { method, headers, url = '' } = asked
    const onward = request(url, { method, headers: { ...headers, 'accept-encoding': 'identity' } })
    asked.pipe(onward)
    // What is emitted as a response is one.
    const [come] = (await once(onward, 'response')) as [IncomingMessage]
    answer.writeHead(come.statusCode ?? 502, come.headers)
    if (new URL(url).pathname !== path) return void come.pipe(answer)
    const page = await text(come)
    const end = page.indexOf(until) + until.length
    answer.write(page.slice(0, end))
    await rest.promise
    answer.end(page.slice(end))
  }
  const server = createServer((asked, answer) => {
    passOn(asked, answer).catch(() => answer.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  return {
    proxy: { server: `http://127.0.0.1:${address.port}`, bypass: '<-loopback>' },
    letThrough: rest.resolve,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
