import { describe, expect, test } from 'vitest'
import { MalformedBytesError } from './byte-reader.ts'
import { parseServerMessage, standbyStatus } from './standby-messages.ts'
import { startReplication } from './start-replication.ts'

describe('what the server says', () => {
  test.each([
    [
      '77' + '00000000016b3748' + '00000000016b3750' + '000304470791b8a0' + '4201',
      { type: 'data', start: 0x16b3748n, payload: Buffer.from('4201', 'hex') },
    ],
    [
      '6b' + '00000016b374d848' + '000304470791b8a0' + '00',
      { type: 'keepalive', walEnd: 0x16_b374d848n, replyRequested: false },
    ],
    ['6b' + '0000000000000001' + '000304470791b8a0' + '01', { type: 'keepalive', walEnd: 1n, replyRequested: true }],
  ])('%s', (hex, message) => {
    expect(parseServerMessage(Buffer.from(hex, 'hex'))).toEqual(message)
  })

  test.each(['', '78', '6b00', '7700000000016b3748'])('"%s" is refused', (hex) => {
    expect(() => parseServerMessage(Buffer.from(hex, 'hex'))).toThrow(MalformedBytesError)
  })
})

test('a status says what has arrived and, as flushed and applied, what is acknowledged', () => {
  const now = Date.UTC(2000, 0, 1) + 1
  expect(standbyStatus({ received: 3n, acknowledged: 2n, now, replyRequested: true }).toString('hex')).toBe(
    '72' + '0000000000000003' + '0000000000000002' + '0000000000000002' + '00000000000003e8' + '01',
  )
})

test('what is acknowledged has arrived', () => {
  const status = standbyStatus({ received: 0n, acknowledged: 2n, now: 0, replyRequested: false })
  expect(status.readBigUInt64BE(1)).toBe(2n)
})

test('names may hold quotes of both kinds', () => {
  expect(startReplication({ slot: 'vigie', publication: `o'ne "two"`, startLsn: 0x16b3748n })).toBe(
    `START_REPLICATION SLOT "vigie" LOGICAL 0/16B3748 (proto_version '2', ` +
      `publication_names '"o''ne ""two"""', messages 'true')`,
  )
})
