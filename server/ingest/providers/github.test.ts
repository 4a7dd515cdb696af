import { describe, expect, test } from 'vitest'
import { callTime, eventsOf, signedCall, verdictOf } from '../../testing/provider-request.ts'
import { github } from './github.ts'

describe('what GitHub sends', () => {
  const issue = { id: 5, number: 12, created_at: '2026-11-23T10:00:00Z', closed_at: '2026-11-23T11:00:00Z' }
  const repository = { full_name: 'acme/shop' }

  test.each([
    ['issues', { action: 'opened', issue, repository }, 'ticket.opened', 'ticket/5', 2 * 3_600_000],
    ['issues', { action: 'closed', issue, repository }, 'ticket.closed', 'ticket/5', 3_600_000],
    ['issues', { action: 'labeled', issue, repository }, 'github.issues', null, 0],
    ['push', { ref: 'refs/heads/main' }, 'github.push', null, 0],
    ['ping', { zen: 'Keep it logically awesome.' }, 'github.ping', null, 0],
  ])('%s %j is %s about %s', (topic, body, type, subject, ageMs) => {
    const [event] = eventsOf(signedCall('github', body, { 'x-github-event': topic, 'x-github-delivery': 'd-1' }))
    expect(event).toMatchObject({ id: 'd-1', type, subject, occurredAt: callTime - ageMs, data: { original: body } })
  })

  const form = 'application/x-www-form-urlencoded'

  test('a form holds the JSON in its field payload, and is signed as a form', () => {
    const body = { action: 'opened', issue: { id: 9_007_199_254_740_993n.toString(), title: 'Été & co' } }
    const sent = new URLSearchParams({ payload: JSON.stringify(body) }).toString()
    const headers = { 'content-type': `${form}; charset=utf-8`, 'x-github-event': 'issues' }
    const request = signedCall('github', sent, headers)
    expect(eventsOf(request)).toMatchObject([{ type: 'ticket.opened', data: { original: body } }])
    expect(verdictOf({ ...request, body: JSON.stringify(body) })).toBe('invalid-signature')
  })

  test.each([
    ['other=1', 'malformed-json'],
    ['payload=', 'malformed-json'],
    ['payload=%7B', 'malformed-json'],
    [`payload=${'{"a":'.repeat(40)}`, 'too-deep'],
  ])('the form %s is refused as %s', (body, verdict) => {
    expect(verdictOf(signedCall('github', body, { 'content-type': form }))).toBe(verdict)
  })

  test('nothing but JSON and forms is read', () => {
    const { accepts } = github.open({})
    const types = ['application/json; charset=utf-8', form, 'text/plain', 'multipart/form-data', undefined]
    expect(types.map(accepts)).toEqual([true, true, false, false, false])
  })

  test('the older signature with SHA-1 is not enough', () => {
    const request = signedCall('github', {})
    expect(verdictOf({ ...request, headers: { 'x-hub-signature': 'sha1=00' } })).toBe('missing-signature')
  })
})
