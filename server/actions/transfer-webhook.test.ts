import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { Webhook } from 'standardwebhooks'
import type { StoredEvent } from '#contract/event.ts'
import { generateSecret } from '../ingest/standard-webhooks.ts'
import { systemClock } from '../runtime/clock.ts'
import { newEvent, silentLogger } from '../testing/log-fixture.ts'
import { acceptedData } from '../testing/transfer-events.ts'
import type { Destination } from './transfer-webhook.ts'
import { TransferWebhook } from './transfer-webhook.ts'

const secret = generateSecret()

interface Received {
  id: string
  body: unknown
}

let ending: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ending) await end()
  ending = []
})

/** A receiver on loopback that answers as it is told, 200 at the end, and takes only what is signed. */
async function receiver(answers: number[] = []) {
  const received: Received[] = []
  let onReceived = (): void => undefined
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
      const body: unknown = new Webhook(secret).verify(Buffer.concat(chunks).toString(), headers)
      received.push({ id: headers['webhook-id'] ?? '', body })
      response.writeHead(answers.shift() ?? 200, { location: '/elsewhere' }).end()
      onReceived()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  ending.push(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  // A server that listens on TCP has an address with a port.
  const { port } = server.address() as AddressInfo
  const count = async (n: number) => {
    while (received.length < n) await new Promise<void>((resolve) => (onReceived = resolve))
    return received
  }
  return { url: `http://127.0.0.1:${port}/transfers`, received, count }
}

function event(position: number, change: Partial<StoredEvent> = {}): StoredEvent {
  const accepted = { type: 'transfer.accepted', source: 'vigie', data: { ...acceptedData, transfer: `t${position}` } }
  return { ...newEvent({ id: String(position), ...accepted }), position: BigInt(position), ...change }
}

/** A log of these events, behind which nothing comes, and the memory that outlives a process. */
function installation(events: readonly StoredEvent[], destination: Destination | null) {
  const memory = { position: 0n }
  let onSaved = (): void => undefined
  const webhook = () =>
    new TransferWebhook({
      readDestination: () => Promise.resolve(destination),
      readPosition: () => Promise.resolve(memory.position),
      savePosition(position) {
        memory.position = position
        onSaved()
        return Promise.resolve()
      },
      async *tail(after, signal) {
        yield events.filter(({ position }) => position > after)
        await new Promise((resolve) => signal.addEventListener('abort', resolve))
      },
      async alone(work) {
        await work()
        return true
      },
      waitMs: () => 1,
      clock: systemClock,
      logger: silentLogger,
    })
  const saved = async (position: bigint) => {
    while (memory.position < position) await new Promise<void>((resolve) => (onSaved = resolve))
  }
  const start = () => {
    const started = webhook()
    started.start()
    ending.unshift(() => started.stop())
    return started
  }
  return { memory, saved, start }
}

describe('an accepted transfer', () => {
  test('goes out signed, and nothing else does', async () => {
    const { url, received, count } = await receiver()
    const log = [
      event(1, { type: 'transfer.rejected' }),
      event(2, { source: 'shop' }),
      event(3),
      event(4, { backfill: true }),
    ]
    const { saved, start } = installation(log, { url, secret })
    start()
    await count(1)
    await saved(4n)
    expect(received).toMatchObject([
      { id: 'transfer_t3', body: { type: 'transfer.accepted', data: { transfer: 't3', units: 6, position: '3' } } },
    ])
  })

  test('goes out again until it is taken, before the next one, always with the same id', async () => {
    const { url, count } = await receiver([500, 302, 429])
    const { start } = installation([event(1), event(2)], { url, secret })
    start()
    expect((await count(5)).map(({ id }) => id)).toEqual([...Array<string>(4).fill('transfer_t1'), 'transfer_t2'])
  })

  test('goes out after a restart if it was not told before, and not again if it was', async () => {
    const { url, received, count } = await receiver()
    const { memory, saved, start } = installation([event(1), event(2)], { url, secret })
    memory.position = 1n
    const first = start()
    await count(1)
    await saved(2n)
    await first.stop()
    await start().stop()
    expect(received.map(({ id }) => id)).toEqual(['transfer_t2'])
  })

  test('that nobody takes for three days is given up, so that the next one goes out', async () => {
    const { url, received, count } = await receiver([500])
    const tooOld = event(1, { receivedAt: Date.now() - 4 * 86_400_000 })
    const { saved, start } = installation([tooOld, event(2)], { url, secret })
    start()
    await count(2)
    await saved(2n)
    expect(received.map(({ id }) => id)).toEqual(['transfer_t1', 'transfer_t2'])
  })

  test('is told to nobody where no destination is set, then or later', async () => {
    const { memory, saved, start } = installation([event(1)], null)
    start()
    await saved(1n)
    expect(memory.position).toBe(1n)
  })
})
