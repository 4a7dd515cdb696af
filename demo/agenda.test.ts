import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Agenda } from './agenda.ts'

test('entries come out by time, and those of one moment in the order they went in', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20)), (times) => {
      const agenda = new Agenda<number>()
      for (const [index, at] of times.entries()) agenda.add(at, index)
      const taken = times.map(() => agenda.take())
      expect(taken.map((next) => next?.entry)).toEqual(
        times
          .map((at, index) => ({ at, index }))
          .toSorted((a, b) => a.at - b.at)
          .map(({ index }) => index), // a stable sort
      )
      expect(agenda.take()).toBeUndefined()
      expect(agenda.nextAt).toBe(Infinity)
    }),
    { seed: 1 },
  )
})
