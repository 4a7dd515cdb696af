import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ServerClock } from './server-clock.ts'

const latency = fc.nat({ max: 2000 })

test('L17: the offset is off by at most half of the shortest round trip', () => {
  fc.assert(
    fc.property(fc.integer(), fc.array(fc.tuple(latency, latency), { minLength: 1, maxLength: 8 }), (truth, ways) => {
      const clock = new ServerClock()
      let now = 0
      for (const [there, back] of ways) {
        clock.noteExchange({ askedAt: now, answeredAt: now + there + back, serverNow: now + there + truth })
        now += there + back
      }
      const shortest = Math.min(...ways.map(([there, back]) => there + back))
      expect(clock.rttMs).toBe(shortest)
      expect(Math.abs((clock.offsetMs ?? 0) - truth)).toBeLessThanOrEqual(shortest / 2)
    }),
  )
})

test('L17: nothing is heard before it was said', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat({ max: 5000 }), latency), { minLength: 1 }), (heard) => {
      const clock = new ServerClock()
      for (const [at, late] of heard) {
        clock.noteHeard(at + 1000 - late, at)
        expect(clock.toServer(at)).toBeGreaterThanOrEqual(at + 1000 - late)
      }
    }),
  )
})

test('L17: a device that slept is measured anew', () => {
  const clock = new ServerClock()
  clock.noteExchange({ askedAt: 0, answeredAt: 2, serverNow: 1 })

  clock.noteHeard(3_600_010, 10)
  clock.noteExchange({ askedAt: 20, answeredAt: 60, serverNow: 3_600_040 })

  expect(clock.offsetMs).toBe(3_600_000)
  expect(clock.rttMs).toBe(40)
})

test('L17: a server whose clock was put back is believed at once, whatever was measured before', () => {
  const clock = new ServerClock()
  for (let at = 0; at < 80; at += 10) clock.noteExchange({ askedAt: at, answeredAt: at + 2, serverNow: at + 1 })
  expect(clock.offsetMs).toBe(0)

  clock.noteExchange({ askedAt: 20_000, answeredAt: 20_040, serverNow: 10_030 })

  expect(clock.rttMs).toBe(40)
  expect(Math.abs((clock.offsetMs ?? 0) + 10_000)).toBeLessThanOrEqual(20)
})

test('before anything was heard the device is believed', () => {
  const clock = new ServerClock()

  expect(clock.offsetMs).toBeNull()
  expect(clock.toServer(5)).toBe(5)
})
