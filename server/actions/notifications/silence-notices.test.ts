import { expect, test } from 'vitest'
import type { Watched } from '../silence-watch.ts'
import { silenceNotices } from './silence-notices.ts'

const now = Date.UTC(2026, 10, 17, 14, 46)
const idOf = (type: string, source: string, position: bigint) => `${type}:${source}:${position}`
const minuteMs = 60_000

/** Silent for an hour where a quarter of one is usual, and said to be so. */
const silent: Watched = {
  source: 'shop',
  name: 'Shop',
  silenceSeconds: 900,
  createdAt: now - 1_000 * minuteMs,
  lastReceivedAt: now - 60 * minuteMs,
  lastPosition: 7n,
  silentAfter: 7n,
  heardAfter: null,
}

test.each<[rule: string, change: Partial<Watched>, notices: string[]]>([
  ['a silence that goes on is told', {}, ['source.silent:shop:7']],
  ['one that nobody has said in the log is none yet', { silentAfter: null }, []],
  ['one that is over is told to be', { heardAfter: 7n, lastPosition: 8n }, ['source.heard:shop:7']],
  ['one before it that is over changes nothing', { heardAfter: 3n }, ['source.silent:shop:7']],
  [
    'a source that was heard, of which that is not said yet, is not silent',
    { lastPosition: 8n, lastReceivedAt: now },
    [],
  ],
  ['nor is a calendar that can be read again, though nothing changes in it', { lastReceivedAt: now - minuteMs }, []],
  [
    'that less is known while events are counted anew is no sign of life',
    { lastPosition: 2n },
    ['source.silent:shop:7'],
  ],
  [
    'one that never sent anything is silent from when it was made',
    { lastReceivedAt: null, lastPosition: 0n, silentAfter: 0n },
    ['source.silent:shop:0'],
  ],
])('%s', (_rule, change, notices) => {
  const told = silenceNotices([{ ...silent, ...change }], { now, idOf })
  expect(told.map(({ notice }) => notice)).toEqual(notices)
})

test('the end of a silence says which one, so that whoever was told of that is told', () => {
  const [notice] = silenceNotices([{ ...silent, heardAfter: 7n }], { now, idOf })
  expect(notice).toMatchObject({ type: 'heard', silence: 'source.silent:shop:7', source: 'shop', name: 'Shop' })
})
