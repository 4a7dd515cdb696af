import { execFile } from 'node:child_process'
import { createServer } from 'node:http'
import type { IncomingMessage, Server } from 'node:http'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { Webhook } from 'standardwebhooks'
import { expect, test } from 'vitest'
import type { SnippetTarget } from './signed-curl.ts'
import { ownEvent, standardWebhook, toCurl } from './signed-curl.ts'

/** Bytes whose base64 has + and /, and one of which is zero: what a shell most easily spoils. */
const secret = `whsec_${Buffer.from([0, 10, 255, 254, 251, 239, ...Array.from({ length: 26 }, (_, index) => index * 9)]).toString('base64')}`

const curlSnippet = (target: SnippetTarget): string => toCurl(target, standardWebhook(ownEvent))
const source = { slug: 'shop', kind: 'standard-webhooks', config: {}, path: '/v1/webhooks/shop' }

interface Received {
  path: string | undefined
  headers: IncomingMessage['headers']
  body: string
}

async function receiveOne(): Promise<{ server: Server; origin: string; received: Promise<Received> }> {
  const { promise, resolve } = Promise.withResolvers<Received>()
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      resolve({ path: request.url, headers: request.headers, body })
      response.writeHead(202).end()
    })
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return { server, origin: `http://127.0.0.1:${address.port}`, received: promise }
}

test('what bash, openssl and curl make of it carries a signature that the reference library accepts', async () => {
  const { server, origin, received } = await receiveOne()
  try {
    const snippet = curlSnippet({ origin, source: { ...source, secret } })
    await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', snippet])
    const { path, headers, body } = await received
    expect(path).toBe('/v1/webhooks/shop')
    expect(headers['content-type']).toBe('application/json')
    const signed = {
      'webhook-id': String(headers['webhook-id']),
      'webhook-timestamp': String(headers['webhook-timestamp']),
      'webhook-signature': String(headers['webhook-signature']),
    }
    expect(new Webhook(secret).verify(body, signed)).toMatchObject({ type: 'order.placed' })
  } finally {
    server.close()
  }
})

test('a secret cannot break out of its quotes', () => {
  const snippet = curlSnippet({ origin: 'http://vigie.test', source: { ...source, secret: `a'; rm -rf /; '` } })
  expect(snippet.split('\n')[0]).toBe(String.raw`secret='a'\''; rm -rf /; '\'''`)
})
