import { expect, test } from 'vitest'
import { parseDecoded } from './test-decoding.ts'

test('what test_decoding writes is read change by change, whatever stands in the values', () => {
  const text = `BEGIN
table public.orders: INSERT: order_id[integer]:1 note[text]:'it''s
table public.orders: DELETE: order_id[integer]:9' price[numeric]:12.90 at[timestamp without time zone]:'2026-11-23 12:00:00.5' tags[text[]]:'{a,b}' open[boolean]:true gone[text]:null
table public.orders: UPDATE: old-key: order_id[integer]:1 new-tuple: order_id[integer]:2 "the note"[text]:unchanged-toast-datum
COMMIT
message: transactional: 0 prefix: vigie, sz: 7 content:BEGIN
!
BEGIN 17
table public.orders: UPDATE: order_id[integer]:2 doc[jsonb]:'{"a": 1.10}'
table public.orders: DELETE: order_id[integer]:2
table public.a, public.b: TRUNCATE: (no-flags)
COMMIT 17
`
  expect(JSON.stringify(parseDecoded(text))).toBe(
    JSON.stringify([
      [
        {
          op: 'c',
          table: 'public.orders',
          old: null,
          new: {
            order_id: 1,
            note: "it's\ntable public.orders: DELETE: order_id[integer]:9",
            price: JSON.rawJSON('12.90'),
            at: '2026-11-23T12:00:00.5',
            tags: ['a', 'b'],
            open: true,
            gone: null,
          },
        },
        { op: 'u', table: 'public.orders', old: { order_id: 1 }, new: { order_id: 2 } },
      ],
      [
        { op: 'u', table: 'public.orders', old: null, new: { order_id: 2, doc: { a: JSON.rawJSON('1.10') } } },
        { op: 'd', table: 'public.orders', old: { order_id: 2 }, new: null },
        { op: 't', table: 'public.a, public.b', old: null, new: null },
      ],
    ]),
  )
})
