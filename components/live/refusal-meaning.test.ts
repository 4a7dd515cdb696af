import { expect, test } from 'vitest'
import type { Refused } from '#contract/live.ts'
import { meaningOf } from './refusal-meaning.ts'

const refused = (code: Refused['code']): Refused => ({ type: 'refused', topic: 'stock:parka', code, detail: '' })

test('L20: only a refusal that is about the view, or about who looks, is told as a fact', () => {
  expect(meaningOf(refused('unknown-view'))).toBe('unknown')
  expect(meaningOf(refused('forbidden'))).toBe('forbidden')
  for (const code of ['unavailable', 'too-many-requests', 'invalid-request'] as const)
    expect(meaningOf(refused(code))).toBe('later')
  expect(meaningOf(undefined)).toBeNull()
})
