import { setTimeout as delay } from 'node:timers/promises'
import { HttpConnection } from '../http-connection.ts'
import { summarizeLatencies } from '../latencies.ts'
import type { SignedRequests } from '../sample-events.ts'
import { signedRequests } from '../sample-events.ts'
import { serve } from '../worker.ts'
import type { ClosedLoop, LoadResult, OpenLoop } from '../load.ts'

/* The load generator. Everything is made and signed by `prepare`; then bytes go out and answers are counted. */

let prepared: Buffer[] = []
let next = 0

function take(): Buffer | undefined {
  return prepared[next++]
}

serve({
  prepare(requests: SignedRequests) {
    prepared = signedRequests(requests)
    next = 0
    return prepared.reduce((sum, { length }) => sum + length, 0) / prepared.length
  },
  closedLoop,
  openLoop,
})

class Tally {
  readonly latencies: number[] = []
  readonly #startedAt = performance.now()
  #lastAt = this.#startedAt
  #expected: number

  constructor(expectedStatus: number) {
    this.#expected = expectedStatus
  }

  note(status: number, dueAt: number): void {
    if (status !== this.#expected) throw new Error(`the server answered ${status} instead of ${this.#expected}`)
    this.#lastAt = performance.now()
    this.latencies.push(this.#lastAt - dueAt)
  }

  result(): LoadResult {
    const seconds = (this.#lastAt - this.#startedAt) / 1000
    const answered = this.latencies.length
    return { answered, seconds, perSecond: answered / seconds, latencies: summarizeLatencies(this.latencies) }
  }
}

/** Each connection sends its next request when it has the answer, until time or requests run out. */
async function closedLoop({ port, connections, seconds, expectedStatus }: ClosedLoop): Promise<LoadResult> {
  const open = await Promise.all(Array.from({ length: connections }, () => HttpConnection.open(port)))
  const tally = new Tally(expectedStatus)
  const endAt = performance.now() + seconds * 1000
  await Promise.all(
    open.map(
      (connection) =>
        new Promise<void>((resolve) => {
          const sendNext = (): void => {
            const sentAt = performance.now()
            const request = sentAt < endAt ? take() : undefined
            if (!request) return resolve()
            connection.send(request, ({ status }) => {
              tally.note(status, sentAt)
              sendNext()
            })
          }
          sendNext()
        }),
    ),
  )
  for (const connection of open) connection.close()
  return tally.result()
}

/**
 * Requests leave when they are due whatever the answers do: once a millisecond all that have become due. Latency counts
 * from that moment, so a request that waits for a free connection waits on the server's account. How late the
 * generator itself was is not the server's doing and is told apart.
 */
async function openLoop({ port, perSecond, seconds, connections, expectedStatus }: OpenLoop): Promise<LoadResult> {
  const idle = await Promise.all(Array.from({ length: connections }, () => HttpConnection.open(port)))
  const all = [...idle]
  const tally = new Tally(expectedStatus)
  const due: number[] = []
  const total = Math.min(Math.floor(perSecond * seconds), prepared.length - next)
  const finished = Promise.withResolvers<void>()
  const dispatch = (): void => {
    while (due.length > 0 && idle.length > 0) {
      const [connection, dueAt, request] = [idle.pop(), due.shift() ?? 0, take()]
      if (!connection || !request) throw new Error('a request was due that had not been prepared')
      connection.send(request, ({ status }) => {
        tally.note(status, dueAt)
        idle.push(connection)
        if (tally.latencies.length === total) finished.resolve()
        else dispatch()
      })
    }
  }
  const startedAt = performance.now()
  let issued = 0
  let generatorLateMs = 0
  while (issued < total) {
    await delay(1)
    const now = performance.now()
    const dueByNow = Math.min(total, Math.floor(((now - startedAt) / 1000) * perSecond))
    if (dueByNow > issued) {
      const oldestDueAt = startedAt + ((issued + 1) / perSecond) * 1000
      generatorLateMs = Math.max(generatorLateMs, now - oldestDueAt)
    }
    for (; issued < dueByNow; issued += 1) due.push(now)
    dispatch()
  }
  await finished.promise
  for (const connection of all) connection.close()
  return { ...tally.result(), generatorLateMs }
}
