import { expect, test } from 'vitest'
import type { ConnectionPhase } from './connection-state.ts'
import { connectionTransitions, retryDelayMs } from './connection-machine.ts'
import type { Standing, TopicEvent, TopicPhase } from './topic-machine.ts'
import { topicTransitions, viewPhases } from './topic-machine.ts'

/*
 * The tables are total because the compiler demands every cell. Here stands what must hold for all of them, whoever
 * changes one.
 */

/** Object.entries forgets the names that the tables' types give their keys. */
function cells<Key extends string, Value>(row: Record<Key, Value>): [Key, Value][] {
  return Object.entries(row) as [Key, Value][]
}

const isRowless = (standing: Standing): boolean => standing === 'none' || standing === 'refused'

test('L4: a topic only becomes joined by an answer', () => {
  for (const [phase, events] of cells<TopicPhase, Record<TopicEvent, { phase: TopicPhase }>>(topicTransitions)) {
    for (const [event, next] of cells(events)) {
      if (next.phase === 'joined' && phase !== 'joined') expect([phase, event]).toEqual(['asking', 'answered'])
    }
  }
})

test('L23: every new line asks for every topic, and nothing is asked without a line', () => {
  for (const [, events] of cells(topicTransitions)) expect(events['line-opened'].asks).toBe(true)
  for (const [event, { asks }] of cells(topicTransitions.waiting)) expect(asks).toBe(event === 'line-opened')
})

test('whatever asks is asking', () => {
  for (const [, events] of cells(topicTransitions)) {
    for (const [, { phase, asks }] of cells(events)) if (asks) expect(phase).toBe('asking')
  }
})

test('L16: rows are called live only while they are equal on a line that is alive, or just rendered', () => {
  for (const [standing, row] of cells<Standing, Record<ConnectionPhase, string>>(viewPhases)) {
    for (const [connection, phase] of cells(row)) {
      if (phase !== 'live') continue
      expect(['equal', 'seeded']).toContain(standing)
      expect(connection === 'live' || (standing === 'seeded' && connection === 'connecting')).toBe(true)
    }
  }
})

test('rows that are there are never called loading, and a lost line is never hidden', () => {
  for (const [standing, row] of cells(viewPhases)) {
    if (!isRowless(standing)) expect(Object.values(row)).not.toContain('loading')
    if (standing !== 'refused') expect([row.reconnecting, row.offline]).toEqual(['offline', 'offline'])
  }
})

test('L16: only an open line is live, and only a sign of life ends silence', () => {
  for (const [phase, events] of cells(connectionTransitions)) {
    expect(events.opened).toBe('live')
    expect(events.lost).not.toBe('live')
    expect(events.overdue).not.toBe('live')
    if (phase !== 'live' && phase !== 'silent') expect(events.heard).toBe(phase)
  }
  expect(connectionTransitions.silent.heard).toBe('live')
})

test('L23: the pause before an attempt is a random part of 0.5 s, doubled up to 10 s', () => {
  const spans = [0, 1, 2, 3, 4, 5, 50].map((failures) => retryDelayMs(failures, () => 1))

  expect(spans).toEqual([500, 1000, 2000, 4000, 8000, 10_000, 10_000])
  expect(retryDelayMs(3, () => 0.25)).toBe(1000)
})
