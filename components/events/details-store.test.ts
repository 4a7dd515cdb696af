import { expect, test, vi } from 'vitest'
import type { EventDetails } from '#contract/event-details.ts'
import type { Asked } from './ask.ts'
import { DetailsStore } from './details-store.ts'

function details(request: EventDetails['request']['state'], state: 'applied' | 'waiting' = 'applied'): EventDetails {
  const at = '2026-11-17T14:46:08.340Z'
  const event = { position: '7', id: 'a', source: 'shop', type: 'x', subject: null, occurredAt: at, receivedAt: at }
  return {
    event: { ...event, data: {}, backfill: false, synthetic: false, clamped: false },
    request: request === 'kept' ? { state: 'not-kept' } : { state: request },
    touched: [{ projection: 'counters', state, error: null, attempts: 0, views: [] }],
  }
}

/** A store whose answers and timers are turned by hand. */
function storeOf(answers: Asked<EventDetails>[]) {
  const timers: (() => void)[] = []
  const asked = vi.fn<(position: string) => Promise<Asked<EventDetails>>>(() =>
    Promise.resolve(answers.shift() ?? { ok: true, value: details('not-kept') }),
  )
  const store = new DetailsStore({
    details: asked,
    stages: () => Promise.resolve({ ok: true, value: { storedAt: 1, projectedAt: 2 } }),
    after: (_ms, run) => {
      timers.push(run)
      return () => undefined
    },
  })
  return { store, asked, tick: () => timers.shift()?.() }
}

function untilTold(store: DetailsStore, position: string): Promise<void> {
  return new Promise((resolve) => store.watch(position, resolve))
}

test('an event is read when it is first looked at, and once', async () => {
  const { store, asked } = storeOf([])
  expect(store.opened('7')).toEqual({ phase: 'loading' })
  await untilTold(store, '7')
  expect(store.opened('7')).toMatchObject({ phase: 'loaded', stages: { storedAt: 1, projectedAt: 2 } })
  store.watch('7', () => undefined)
  expect(asked).toHaveBeenCalledTimes(1)
})

test('it is asked for again while its request is to be written, or a projection is to take it', async () => {
  const { store, asked, tick } = storeOf([
    { ok: true, value: details('pending') },
    { ok: true, value: details('not-kept', 'waiting') },
    { ok: true, value: details('not-kept') },
  ])
  await untilTold(store, '7')
  for (const calls of [2, 3]) {
    const told = untilTold(store, '7')
    tick()
    await told
    expect(asked).toHaveBeenCalledTimes(calls)
  }
  tick()
  expect(asked).toHaveBeenCalledTimes(3)
})

test('a failure says why, and is tried again when somebody asks', async () => {
  const failure = { status: 404, code: 'not-found', detail: 'there is no event at position 7' }
  const { store } = storeOf([{ ok: false, failure }])
  await untilTold(store, '7')
  expect(store.opened('7')).toEqual({ phase: 'failed', failure })
  store.retry('7')
  expect(store.opened('7')).toEqual({ phase: 'loading' })
  await expect.poll(() => store.opened('7').phase).toBe('loaded')
})
