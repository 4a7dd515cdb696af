import { describe, expect, test } from 'vitest'
import { callTime, eventsOf, signedCall, verdictOf } from '../../testing/provider-request.ts'
import { hmacOf } from '../../testing/sender.ts'
import { decodeUri } from './hubspot.ts'

const item = {
  eventId: 1,
  portalId: 62_515,
  occurredAt: callTime - 1000,
  subscriptionType: 'contact.creation',
  attemptNumber: 0,
  objectId: 123,
}

describe('what HubSpot sends', () => {
  test.each([
    [{}, 'customer.created', 'customer/123', { customerId: '123' }],
    [{ subscriptionType: 'object.creation', objectTypeId: '0-1' }, 'customer.created', 'customer/123', {}],
    [{ subscriptionType: 'object.creation', objectTypeId: '0-2' }, 'hubspot.object.creation', null, {}],
    [
      { subscriptionType: 'contact.propertyChange', propertyName: 'phone', propertyValue: '+33' },
      'customer.updated',
      'customer/123',
      { phone: '+33' },
    ],
    [{ subscriptionType: 'deal.creation' }, 'hubspot.deal.creation', null, {}],
  ])('%j is %s about %s', (more, type, subject, data) => {
    const [event] = eventsOf(signedCall('hubspot', [{ ...item, ...more }]))
    expect(event).toMatchObject({ type, subject, data, occurredAt: callTime - 1000 })
  })

  test('a deletion for privacy keeps ids only', () => {
    const body = [{ ...item, subscriptionType: 'contact.privacyDeletion', propertyValue: 'ada@example.com' }]
    const [event] = eventsOf(signedCall('hubspot', body))
    expect(event?.type).toBe('hubspot.contact.privacyDeletion')
    expect(event?.data).toEqual({ customerId: '123', customerSystem: 'shop', portalId: '62515' })
  })

  test('each item of an array is an event, known by all that makes it unique but the attempt', () => {
    const body = [item, { ...item, attemptNumber: 3 }, { ...item, objectId: 124 }, {}, 7]
    const ids = eventsOf(signedCall('hubspot', body)).map(({ id }) => id)
    expect(ids[0]).toBe(`62515:contact.creation:123:1:${callTime - 1000}`)
    expect(ids[1]).toBe(ids[0])
    expect(new Set(ids).size).toBe(4)
  })

  test.each([
    ['%3A', ':'],
    ['%2F', '/'],
    ['%3F', '?'],
    ['%40', '@'],
    ['%21', '!'],
    ['%24', '$'],
    ['%27', "'"],
    ['%28', '('],
    ['%29', ')'],
    ['%2A', '*'],
    ['%2C', ','],
    ['%3B', ';'],
  ])('%s in the configured address is signed as %s, in capitals or not', (escaped, char) => {
    const request = signedCall('hubspot', [item])
    const content = `POSThttps://e.com/in?a=${char}${request.body.toString()}${callTime}`
    const headers = { ...request.headers, 'x-hubspot-signature-v3': hmacOf(request.secret, content, 'base64') }
    for (const written of [escaped, escaped.toLowerCase(), char]) {
      const config = { publicUrl: `https://e.com/in?a=${written}` }
      expect(verdictOf({ ...request, config, headers })).toBe('1 taken')
    }
  })

  test.each([
    ['https://e.com/a%3Fb%3a?x=%40%21&y=%20%25', 'https://e.com/a?b:?x=@!&y=%20%25'],
    ['%3A%2F%3F%40%21%24%27%28%29%2A%2C%3B', ":/?@!$'()*,;"],
    ['%26%3D%2B%23%25%20%5B%5D', '%26%3D%2B%23%25%20%5B%5D'],
  ])('the address %s is signed as %s', (uri, signed) => {
    expect(decodeUri(uri)).toBe(signed)
  })

  test('the signature is over the configured address, not over what a proxy made of it', () => {
    const request = signedCall('hubspot', [item])
    const publicUrl = 'https://shop.example/in?to=a%40b'
    const content = `POSThttps://shop.example/in?to=a@b${request.body.toString()}${callTime}`
    const headers = { ...request.headers, 'x-hubspot-signature-v3': hmacOf(request.secret, content, 'base64') }
    expect(verdictOf({ ...request, config: { publicUrl }, headers })).toBe('1 taken')
    expect(verdictOf({ ...request, headers })).toBe('invalid-signature')
  })
})
