import { expect, test } from 'vitest'
import { EncodedMessage, textFrame } from './encoded-message.ts'

test.each([
  [0, [0x81, 0]],
  [125, [0x81, 125]],
  [126, [0x81, 126, 0, 126]],
  [65_535, [0x81, 126, 0xff, 0xff]],
  [65_536, [0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0]],
])('a text of %i bytes is framed with the header of RFC 6455, section 5.2', (bytes, header) => {
  const text = 'x'.repeat(bytes)

  expect(textFrame(text)).toEqual(Buffer.concat([Buffer.from(header), Buffer.from(text)]))
})

test('a frame counts bytes, not characters', () => {
  expect([...textFrame('é€𝄞').subarray(0, 2)]).toEqual([0x81, 9])
})

test('L2: a message is one JSON string in the event `live`', () => {
  const message = new EncodedMessage({ type: 'clock', now: 1 })

  expect(message.packet.slice(0, 1)).toBe('2')
  const [event, json] = JSON.parse(message.packet.slice(1)) as [string, string] // as the next line proves
  expect(event).toBe('live')
  expect(JSON.parse(json)).toEqual({ type: 'clock', now: 1 })
})

test('L11: packet and frame are made once', () => {
  const message = new EncodedMessage({ type: 'clock', now: 1 })

  expect(message.frame).toBe(message.frame)
})
