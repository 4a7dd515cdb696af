import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { cpuSeconds, parseBusySeconds, parseStat, withDescendants } from './cpu.ts'
import { compareInRounds, judge, summarize } from './rounds.ts'

describe('rounds', () => {
  test('the median of an even number of rounds lies between the middle two', () => {
    expect(summarize([4, 1, 3, 2])).toEqual({ median: 2.5, least: 1, most: 4 })
  })

  test('a goal is reached from its ratio on, in its direction', () => {
    const rate = { measure: 'perSecond', ratio: 0.5, better: 'higher' } as const
    const cost = { measure: 'perSecond', ratio: 0.4, better: 'lower' } as const
    expect(judge(rate, [{ perSecond: 10 }], [{ perSecond: 5 }])).toMatchObject({ measured: 0.5, reached: true })
    expect(judge(cost, [{ perSecond: 10 }], [{ perSecond: 5 }])).toMatchObject({ measured: 0.5, reached: false })
  })

  test('the contenders take turns', async () => {
    const turns: string[] = []
    const contender = (name: string): Parameters<typeof compareInRounds>[0]['ours'] => ({
      name,
      measure: async (round) => {
        turns.push(`${name}${round}`)
        return { ms: 1 }
      },
    })
    await compareInRounds({ baseline: contender('a'), ours: contender('b'), goals: [], print: () => undefined })
    expect(turns).toEqual(['a0', 'b0', 'a1', 'b1', 'a2', 'b2', 'a3', 'b3', 'a4', 'b4'])
  })
})

describe('CPU seconds', () => {
  test('of a process whose name holds a parenthesis and spaces are read from the right fields', () => {
    const stat = '42 (a) b (c) S 7 42 42 0 -1 4194304 1 2 3 4 100 20 30 4 20 0 1 0 5 6 7'
    expect(parseStat(stat)).toEqual({ pid: 42, parent: 7, ticks: 154 })
  })

  test('of the whole machine leave out idling and waiting', () => {
    expect(parseBusySeconds('cpu  100 20 30 4000 500 6 7 8 0 0\ncpu0 1 2 3')).toBe(1.71)
  })

  test('include all descendants and nobody else', () => {
    const process = (pid: number, parent: number): ReturnType<typeof parseStat> => ({ pid, parent, ticks: 1 })
    const all = [process(4, 3), process(3, 2), process(2, 1), process(9, 8)]
    expect(withDescendants([2], all).map(({ pid }) => pid)).toEqual([4, 3, 2])
  })

  test.runIf(process.platform === 'linux')('of this process have passed and only grow', () => {
    const before = cpuSeconds([process.pid])
    for (let i = 0; i < 2000; i += 1) readFileSync('/proc/self/stat')
    expect(before).toBeGreaterThan(0)
    expect(cpuSeconds([process.pid])).toBeGreaterThanOrEqual(before)
  })
})
