import { expect, test } from 'vitest'
import type { Drafts } from './alert-draft.ts'
import { dropSent, hasWords, writeDraft } from './alert-draft.ts'

const none: Drafts = new Map()
const late = { of: 'a', text: 'The lorry is late.' }

test('what is half written about one alert stays while another is written about', () => {
  const drafts = writeDraft(writeDraft(none, late), { of: 'b', text: 'Called.' })
  expect([...drafts]).toEqual([
    ['a', 'The lorry is late.'],
    ['b', 'Called.'],
  ])
  expect(hasWords(drafts, 'a')).toBe(true)
  expect(hasWords(writeDraft(drafts, { of: 'a', text: ' \n' }), 'a')).toBe(false)
  expect([...writeDraft(drafts, { of: 'b', text: '' })]).toEqual([['a', 'The lorry is late.']])
})

test('what was sent is no draft any more, but for what was written meanwhile', () => {
  const drafts = writeDraft(none, late)
  expect(dropSent(drafts, late).size).toBe(0)
  expect(dropSent(writeDraft(drafts, { of: 'a', text: 'The lorry is late. Or a jackal.' }), late).size).toBe(1)
})

test('of many drafts the ones that were not touched for longest go', () => {
  let drafts = writeDraft(none, late)
  for (let each = 0; each < 60; each++) {
    drafts = writeDraft(drafts, { of: String(each), text: 'Called.' })
    drafts = writeDraft(drafts, late)
  }
  expect(drafts.size).toBe(50)
  expect(drafts.has('a')).toBe(true)
  expect(drafts.has('59')).toBe(true)
  expect(drafts.has('0')).toBe(false)
})
