import { expect, test } from 'vitest'
import { doorMsOf } from './send-event.ts'
import { failureOfError, failureOfResponse } from './try-failure.ts'

const response = (status: number, headers: Record<string, string> = {}): Response =>
  new Response(null, { status, headers })

test('429 says when to press again, if the server does', () => {
  expect(failureOfResponse(response(429, { 'retry-after': '7' }))).toEqual({ reason: 'busy', retrySeconds: 7 })
  expect(failureOfResponse(response(429))).toEqual({ reason: 'busy', retrySeconds: null })
  expect(failureOfResponse(response(429, { 'retry-after': 'soon' }))).toEqual({ reason: 'busy', retrySeconds: null })
})

test('5xx is the door that cannot store; any other refusal is ours', () => {
  expect(failureOfResponse(response(503))).toEqual({ reason: 'unavailable', status: 503 })
  expect(failureOfResponse(response(401))).toEqual({ reason: 'refused', status: 401 })
})

test('a time limit is told from a lost line', () => {
  expect(failureOfError(new DOMException('too long', 'TimeoutError'))).toEqual({ reason: 'timeout' })
  expect(failureOfError(new TypeError('Failed to fetch'))).toEqual({ reason: 'offline' })
})

test("the door's share is read from Server-Timing", () => {
  expect(doorMsOf('door;dur=1.8')).toBe(1.8)
  expect(doorMsOf('cache;desc="x", door;desc="a door";dur=2, log;dur=9')).toBe(2)
  expect(doorMsOf('backdoor;dur=3')).toBeNull()
  expect(doorMsOf(null)).toBeNull()
})
