import { createECDH } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decryptPush, newBrowser } from '../../../testing/push-inbox.ts'
import { areKeys, encryptPush, maxPlaintextBytes } from './encrypt-push.ts'

describe('a push message', () => {
  test('is that of RFC 8291, appendix A, given its keys and its salt', () => {
    const sender = createECDH('prime256v1')
    sender.setPrivateKey('yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw', 'base64url')
    const body = encryptPush(
      Buffer.from('When I grow up, I want to be a watermelon'),
      {
        p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
        auth: 'BTBZMqHH6r4Tts7J_aSIgg',
      },
      { sender, salt: Buffer.from('DGv6ra1nlYgDCS1FRnbzlw', 'base64url') },
    )
    expect(body.toString('base64url')).toBe(
      'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
    )
  })

  test('is read by the browser that it is for, and by no other; no two are alike', () => {
    const [browser, other] = [newBrowser(), newBrowser()]
    const keys = { p256dh: browser.ecdh.getPublicKey('base64url'), auth: browser.auth.toString('base64url') }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: maxPlaintextBytes }), (bytes) => {
        const plaintext = Buffer.from(bytes)
        const body = encryptPush(plaintext, keys)
        expect(decryptPush(body, browser).equals(plaintext)).toBe(true)
        expect(body.length).toBeLessThanOrEqual(4096)
        expect(() => decryptPush(body, other)).toThrow(/authenticate/)
        expect(encryptPush(plaintext, keys).equals(body)).toBe(false)
      }),
      { numRuns: 50 },
    )
  })

  test('that is too long for one record is refused', () => {
    const browser = newBrowser()
    const keys = { p256dh: browser.ecdh.getPublicKey('base64url'), auth: browser.auth.toString('base64url') }
    expect(() => encryptPush(Buffer.alloc(maxPlaintextBytes + 1), keys)).toThrow(RangeError)
  })

  test('is for keys that are a point of the curve and a secret', () => {
    const p256dh = newBrowser().ecdh.getPublicKey('base64url')
    const auth = Buffer.alloc(16).toString('base64url')
    expect(areKeys({ p256dh, auth })).toBe(true)
    expect(areKeys({ p256dh, auth: 'short' })).toBe(false)
    expect(areKeys({ p256dh: Buffer.alloc(65, 4).toString('base64url'), auth })).toBe(false)
    expect(areKeys({ p256dh: '', auth })).toBe(false)
  })
})
