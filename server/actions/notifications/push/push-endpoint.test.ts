import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { newBrowser } from '../../../testing/push-inbox.ts'
import { isPublicAddress } from '../../../runtime/public-address.ts'
import { refuseEndpoint } from './push-endpoint.ts'
import { PushService } from './push-service.ts'
import { generateVapidKeys } from './vapid.ts'

const hosts = { own: ['push.example.lan:8080'] }

describe('where a push message may go', () => {
  test.each([
    'https://fcm.googleapis.com/fcm/send/abc',
    'https://updates.push.services.mozilla.com/wpush/v2/abc',
    'https://web.push.apple.com/abc',
    'https://8.8.8.8/push',
    'https://[2606:4700:4700::1111]/push',
    'http://push.example.lan:8080/UP?token=1',
  ])('%s', (endpoint) => {
    expect(refuseEndpoint(endpoint, hosts)).toBeNull()
  })

  test.each([
    'http://fcm.googleapis.com/fcm/send/abc',
    'https://fcm.googleapis.com:8443/abc',
    'https://user:pass@fcm.googleapis.com/abc',
    'https://127.0.0.1/abc',
    'https://2130706433/abc',
    'https://0x7f.1/abc',
    'https://localhost/abc',
    'https://169.254.169.254/latest/meta-data',
    'https://10.1.2.3/abc',
    'https://100.100.0.1/abc',
    'https://[::1]/abc',
    'https://[::ffff:127.0.0.1]/abc',
    'https://[64:ff9b::7f00:1]/abc',
    'https://[2002:7f00:1::]/abc',
    'https://[fd00::1]/abc',
    'https://[fe80::1]/abc',
    'http://push.example.lan:8081/abc',
    'ftp://push.example.lan:8080/abc',
    'file:///etc/passwd',
    'no address',
  ])('not %s', (endpoint) => {
    expect(refuseEndpoint(endpoint, hosts)).not.toBeNull()
  })

  test('no address of a network of one’s own is public', () => {
    const byte = fc.integer({ min: 0, max: 255 })
    const nets = fc.constantFrom('10', '127', '172.16', '172.31', '192.168', '169.254', '100.64', '0', '224', '255')
    fc.assert(
      fc.property(nets, fc.array(byte, { minLength: 3, maxLength: 3 }), (net, rest) => {
        const address = [...net.split('.'), ...rest].slice(0, 4).join('.')
        expect(isPublicAddress(address)).toBe(false)
        expect(isPublicAddress(`::ffff:${address}`)).toBe(false)
      }),
    )
  })

  test('a name that means an address of one’s own is not spoken to', async () => {
    const { ecdh, auth } = newBrowser()
    const keys = { p256dh: ecdh.getPublicKey('base64url'), auth: auth.toString('base64url') }
    const options = { keys: generateVapidKeys(), contact: 'mailto:vigie@shop.example', now: () => Date.now() }
    const service = new PushService({ ...options, hosts: { own: [] } })
    // Every resolver knows it, and it is this machine (RFC 6761, 6.3).
    const subscription = { endpoint: 'https://push.localhost/abc', keys }
    expect(await service.send(subscription, { payload: '{}', topic: 'a' })).toMatchObject({ type: 'refused' })
    const direct = { endpoint: 'https://127.0.0.1/abc', keys }
    expect(await service.send(direct, { payload: '{}', topic: 'a' })).toEqual({
      type: 'gone',
      reason: 'must be a public address',
    })
  })
})
