import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { accessLog } from './access-log.ts'
import type { FileEvent } from './format.ts'
import { shopSessions } from './shop-sessions.ts'

const shared = join(import.meta.dirname, '../../../../shared/data')

function read(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : ''
}

const apache = read(join(shared, 'access-log/apache_logs'))
const sessions = read(join(shared, 'shop-sessions/train.jsonl'))

function ofType(events: readonly FileEvent[], type: string): FileEvent[] {
  return events.filter(({ event }) => event.type === type)
}

describe('access-log', () => {
  const line = (request: string, agent: string, status = 200) =>
    `192.0.2.7 - - [17/May/2015:10:05:03 +0200] "${request}" ${status} 10 "-" "${agent}"`

  test('pages of people are views of a visitor, pages of robots name nobody, all else is no event', () => {
    const events = accessLog.toEvents(
      [
        line('GET /a?b=c HTTP/1.1', 'Mozilla/5.0'),
        line('GET /a HTTP/1.1', 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)'),
        line('GET /a.png HTTP/1.1', 'Mozilla/5.0'),
        line('GET /gone HTTP/1.1', 'Mozilla/5.0', 404),
        line('POST /a HTTP/1.1', 'Mozilla/5.0'),
      ].join('\n'),
    )
    expect(events).toMatchObject([
      { line: 1, at: Date.parse('2015-05-17T08:05:03Z'), event: { type: 'page.viewed', data: { url: '/a?b=c' } } },
      { line: 2, event: { type: 'page.crawled', data: { url: '/a', bot: 'Googlebot' } } },
    ])
    expect(events[1]?.event.data).not.toHaveProperty('visitorId')
    expect(JSON.stringify(events)).not.toContain('192.0.2.7')
  })

  test('a line that cannot be read is sent as it is, without a type', () => {
    expect(accessLog.toEvents('what is this')).toMatchObject([{ event: { type: '', data: { line: 'what is this' } } }])
  })
})

describe.skipIf(apache === '')(
  `the real log${apache === '' ? ' (skipped: ../shared/data/access-log is not here)' : ''}`,
  () => {
    test('has people, robots, and one line that cannot be read', () => {
      const events = accessLog.toEvents(apache)
      const visitors = new Set(ofType(events, 'page.viewed').map(({ event }) => event.subject))
      expect(ofType(events, '')).toHaveLength(1)
      expect(ofType(events, 'page.viewed').length).toBeGreaterThan(1800)
      expect(visitors.size).toBeGreaterThan(800)
      expect(ofType(events, 'page.crawled').length).toBeGreaterThan(1000)
      expect(new Set(events.map(({ event }) => event.id)).size).toBe(events.length)
    })
  },
)

const noSessions = sessions === ''
describe.skipIf(noSessions)(
  `real sessions${noSessions ? ' (skipped: ../shared/data/shop-sessions is not here)' : ''}`,
  () => {
    test('are visitors who look, put in the basket and order, each step once', () => {
      const all = shopSessions.toEvents(sessions)
      const text = (type: string) => sessions.split(`"type":"${type}"`).length - 1
      expect(new Set(all.flatMap(({ event }) => JSON.stringify(event.data).match(/session-\d+/)?.[0] ?? [])).size).toBe(
        20,
      )
      expect(ofType(all, 'page.viewed')).toHaveLength(text('clicks'))
      expect(ofType(all, 'cart.updated')).toHaveLength(text('carts'))
      const lines = ofType(all, 'order.placed').map(({ event }) => JSON.stringify(event.data).split('"sku"').length - 1)
      expect(lines.reduce((sum, each) => sum + each, 0)).toBe(text('orders'))
      expect(new Set(all.map(({ event }) => event.id)).size).toBe(all.length)
    })
  },
)
