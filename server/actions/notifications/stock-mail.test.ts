import { expect, test } from 'vitest'
import type { Crossing, Recipient } from './notification.ts'
import { afterAttempt } from './notification.ts'
import { stockMail } from './stock-mail.ts'

const recipient: Recipient = {
  address: 'supply@shop.example',
  channel: { type: 'mail' },
  name: 'Supply',
  language: 'en',
  preferences: { timeZone: 'Europe/Paris', quiet: null, digestAt: null },
  topics: ['alerts'],
  sincePosition: 0n,
}

function crossing(over: Partial<Crossing> = {}): Crossing {
  const defaults = {
    kind: 'at-risk',
    sku: 'A',
    title: 'Shoe',
    placeName: 'Lyon',
    onHand: 3,
    hoursToZero: 17.6,
  } as const
  return { alert: 'A@lyon:at-risk:7', openedPosition: 7n, ...defaults, ...over }
}

test('what is out comes first, then what is out soonest', () => {
  const { text, subject } = stockMail(
    [
      crossing({ sku: 'C', hoursToZero: null }),
      crossing({ sku: 'A' }),
      crossing({ sku: 'B', hoursToZero: 2 }),
      crossing({ sku: 'D', kind: 'out', onHand: 0, hoursToZero: 0 }),
    ],
    recipient,
    'https://vigie.example',
  )
  expect(subject).toBe('4 stock alerts')
  expect(text.split('\n').slice(0, 6)).toEqual([
    'Out of stock: Shoe (D), Lyon',
    'At risk: Shoe (B), Lyon. 3 left, for about 2 h',
    'At risk: Shoe (A), Lyon. 3 left, for about 18 h',
    'At risk: Shoe (C), Lyon. 3 left',
    '',
    'Open them: https://vigie.example/stock',
  ])
})

test('French is said as French', () => {
  const mail = stockMail([crossing()], { ...recipient, language: 'fr' }, null)
  expect(mail.subject).toBe('À risque : Shoe, Lyon')
  expect(mail.text).toContain('À risque\u00a0: Shoe (A), Lyon. Reste 3, pour environ 18\u00a0h')
  expect(mail.text).not.toContain('http')
})

test('a message stays short, and says how much is not in it', () => {
  const many = Array.from({ length: 500 }, (_, index) => crossing({ alert: `A@${index}:out:7`, kind: 'out' }))
  const { text } = stockMail(many, recipient, null)
  expect(text).toContain('and 470 more')
  expect(text.split('\n').length).toBeLessThan(40)
})

test('a title cannot add a header', () => {
  expect(stockMail([crossing({ title: 'Shoe\r\nBcc: all@shop.example' })], recipient, null).subject).not.toMatch(
    /[\r\n]/,
  )
})

test('the same alerts to the same address are the same message', () => {
  const [a, b] = [crossing(), crossing({ alert: 'B@lyon:out:8' })]
  const idOf = (crossings: Crossing[], to = recipient) => stockMail(crossings, to, null).messageId
  expect(idOf([a, b])).toBe(idOf([b, a]))
  expect(new Set([idOf([a]), idOf([b]), idOf([a], { ...recipient, address: 'other@shop.example' })]).size).toBe(3)
})

test('what is refused for now is tried again ever more rarely, for most of a day', () => {
  const outcome = { type: 'refused', reason: 'busy', again: true } as const
  let now = 0
  let attempts = 0
  for (;;) {
    const { state, dueAt } = afterAttempt(outcome, { attempts, now })
    if (state === 'failed') break
    expect(state).toBe('waiting')
    now = dueAt
    attempts += 1
  }
  expect(now / 3_600_000).toBeCloseTo(17, 0)
})
