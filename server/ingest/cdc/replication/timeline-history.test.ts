import { expect, test } from 'vitest'
import { parseTimelineHistory } from './slot.ts'

test('a history of timelines is read as PostgreSQL writes it: comments, blank lines, reasons of any form', () => {
  const content = [
    '1\t0/3000060\tno recovery target specified',
    '',
    '# 9\t0/1\tsomebody wrote this by hand',
    '2\t16/B374D848\tbefore 2026-11-23 12:00:00+00',
    '',
  ].join('\n')
  expect(parseTimelineHistory(content)).toEqual([
    { timeline: 1, at: 0x3000060n },
    { timeline: 2, at: 0x16_b374d848n },
  ])
})

test('the first timeline has none', () => {
  expect(parseTimelineHistory('')).toEqual([])
})
