import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { maxValueBytes } from '../row-change.ts'
import { MalformedBytesError } from './byte-reader.ts'
import { parsePgoutput, tooLong, unchanged } from './pgoutput.ts'

/** What PostgreSQL 18 sent for one transaction, and what it means, in order. */
const recorded: readonly (readonly [string, string, object])[] = [
  [
    'begin',
    '4200000000024808b0000304470791b8a00000030a',
    { type: 'begin', commitLsn: 0x24808b0n, committedAt: 1795812846311, xid: 778 },
  ],
  ['type', '59000040f57075626c6963006d6f6f6400', { type: 'type', id: 16629, schema: 'public', name: 'mood' }],
  [
    'relation with a primary key',
    '52000040f77075626c69630074006400040169640000000017ffffffff00646f630000000019ffffffff006d00000040f5ffffffff006e00000006a4ffffffff',
    {
      type: 'relation',
      relation: {
        id: 16631,
        schema: 'public',
        table: 't',
        replicaIdentity: 'default',
        columns: [
          { name: 'id', type: 23, identifies: true },
          { name: 'doc', type: 25, identifies: false },
          { name: 'm', type: 16629, identifies: false },
          { name: 'n', type: 1700, identifies: false },
        ],
      },
    },
  ],
  [
    'insert',
    '49000040f74e00047400000001317400000002c3a97400000004676f6f647400000004312e3530',
    { type: 'insert', relationId: 16631, after: ['1', 'é', 'good', '1.50'] },
  ],
  [
    'relation with replica identity full',
    '52000040ff7075626c69630066006600020169640000000017ffffffff01610000000019ffffffff',
    {
      type: 'relation',
      relation: {
        id: 16639,
        schema: 'public',
        table: 'f',
        replicaIdentity: 'full',
        columns: [
          { name: 'id', type: 23, identifies: true },
          { name: 'a', type: 25, identifies: true },
        ],
      },
    },
  ],
  ['insert of a null', '49000040ff4e00027400000001316e', { type: 'insert', relationId: 16639, after: ['1', null] }],
  [
    'update of a key, with a long value that is unchanged',
    '55000040f74b00047400000001396e6e6e4e000474000000023130756e740000000132',
    {
      type: 'update',
      relationId: 16631,
      old: { of: 'key', tuple: ['9', null, null, null] },
      after: ['10', unchanged, null, '2'],
    },
  ],
  [
    'update without an old row',
    '55000040f74e00047400000001317400000002c3a97400000004676f6f64740000000133',
    { type: 'update', relationId: 16631, old: null, after: ['1', 'é', 'good', '3'] },
  ],
  [
    'update with the whole old row',
    '55000040ff4f00027400000001316e4e0002740000000131740000000162',
    { type: 'update', relationId: 16639, old: { of: 'row', tuple: ['1', null] }, after: ['1', 'b'] },
  ],
  [
    'delete by key',
    '44000040f74b00047400000001316e6e6e',
    { type: 'delete', relationId: 16631, old: { of: 'key', tuple: ['1', null, null, null] } },
  ],
  [
    'delete with the whole old row',
    '44000040ff4f0002740000000131740000000162',
    { type: 'delete', relationId: 16639, old: { of: 'row', tuple: ['1', 'b'] } },
  ],
  [
    'logical message',
    '4d01000000000247edc076696769650000000002696e',
    { type: 'message', transactional: true, lsn: 0x247edc0n, prefix: 'vigie', content: Buffer.from('in') },
  ],
  [
    'truncate of several tables, cascading',
    '540000000301000040f7000040ff00004104',
    { type: 'truncate', relationIds: [16631, 16639, 16644], cascade: true, restartIdentity: false },
  ],
  [
    'truncate that restarts identities',
    '540000000102000040ff',
    { type: 'truncate', relationIds: [16639], cascade: false, restartIdentity: true },
  ],
  [
    'commit',
    '430000000000024808b00000000002480ba8000304470791b8a0',
    { type: 'commit', commitLsn: 0x24808b0n, endLsn: 0x2480ba8n, committedAt: 1795812846311 },
  ],
]

describe('what a server has sent', () => {
  test.each(recorded)('%s', (_what, hex, message) => {
    expect(parsePgoutput(Buffer.from(hex, 'hex'))).toEqual(message)
  })
})

const text = (value: string) => Buffer.from(`${value}\0`)
const uint32 = (value: number) => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

/** Messages that are hard to get out of a server. */
const built: readonly (readonly [string, Buffer, object])[] = [
  [
    'origin',
    Buffer.concat([Buffer.from('O'), uint32(0x16), uint32(0xb374d848), text('elsewhere')]),
    { type: 'origin', lsn: 0x16_b374d848n, name: 'elsewhere' },
  ],
  [
    'a table of the system, whose schema has no name',
    Buffer.concat([Buffer.from('R'), uint32(1), text(''), text('pg_x'), Buffer.from('i\0\0')]),
    {
      type: 'relation',
      relation: { id: 1, schema: 'pg_catalog', table: 'pg_x', replicaIdentity: 'index', columns: [] },
    },
  ],
  [
    'a message outside of transactions, whose content is no text',
    Buffer.concat([Buffer.from('M\0'), uint32(0), uint32(5), text(''), uint32(2), Buffer.from([0, 0xff])]),
    { type: 'message', transactional: false, lsn: 5n, prefix: '', content: Buffer.from([0, 0xff]) },
  ],
  [
    'a commit before the year 2000',
    Buffer.concat([Buffer.from('B'), Buffer.alloc(8), Buffer.from('fffffffffffffc18', 'hex'), uint32(7)]),
    { type: 'begin', commitLsn: 0n, committedAt: Date.UTC(2000, 0, 1) - 1, xid: 7 },
  ],
  [
    'the longest value that is carried, and a longer one',
    Buffer.concat([
      Buffer.from('I\0\0\0\x01N\0\x02t'),
      uint32(maxValueBytes),
      Buffer.alloc(maxValueBytes, 'x'),
      Buffer.from('t'),
      uint32(maxValueBytes + 1),
      Buffer.alloc(maxValueBytes + 1, 'x'),
    ]),
    { type: 'insert', relationId: 1, after: ['x'.repeat(maxValueBytes), tooLong] },
  ],
]

test.each(built)('%s', (_what, bytes, message) => {
  expect(parsePgoutput(bytes)).toEqual(message)
})

describe('bytes that are no message are refused with the reason', () => {
  test.each([
    ['nothing', '', 'it ends at byte 0'],
    ['an unknown message', '5a', 'a message "Z", which version 2 does not have'],
    ['a part of a streamed transaction', '530000030a01', 'a message "S"'],
    ['a value in binary form', '49000000014e00016200000000', 'a value of a form "b" was not asked for'],
    ['a row of more columns than bytes', '49000000014effff', 'a row of 65535 columns is cut short'],
    ['a value longer than the message', '49000000014e000174ffffffff31', '4294967295 more are needed'],
    ['an update without a new row', '55000000014b00016e4f00016e', 'a new row begins with "N", not with "O"'],
    ['a delete without an old row', '44000000014e00016e', 'an old row begins with "K" or "O", not with "N"'],
    ['an unknown replica identity', '520000000170007100780000', 'there is no replica identity "x"'],
    ['a name without an end', '4f000000000000000061', 'a name has no end'],
    ['more tables than are named', '54000000020000000001', 'it should name 2 tables'],
    ['bytes behind the end', '44000000014b00016e00', '1 bytes are left over'],
  ])('%s', (_what, hex, reason) => {
    expect(() => parsePgoutput(Buffer.from(hex, 'hex'))).toThrow(reason)
  })

  test('a message that is cut anywhere is malformed, never something else', () => {
    for (const [, hex] of recorded) {
      const bytes = Buffer.from(hex, 'hex')
      for (let length = 0; length < bytes.length; length += 1) {
        expect(() => parsePgoutput(bytes.subarray(0, length))).toThrow(MalformedBytesError)
      }
    }
  })

  test('any bytes are a message or malformed', () => {
    const letters = fc
      .constantFrom('B', 'C', 'O', 'R', 'Y', 'I', 'U', 'D', 'T', 'M')
      .map((letter) => Buffer.from(letter))
    fc.assert(
      fc.property(letters, fc.uint8Array({ maxLength: 64 }), (letter, bytes) => {
        try {
          parsePgoutput(Buffer.concat([letter, bytes]))
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedBytesError)
        }
      }),
      { numRuns: 5000 },
    )
  })
})
