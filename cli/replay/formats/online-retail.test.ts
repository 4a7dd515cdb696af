import { describe, expect, test } from 'vitest'
import { ReplayError } from '../replay-error.ts'
import type { FileEvent } from './format.ts'
import { onlineRetail } from './online-retail.ts'

/** Reads lines of CSV without quotes; the first one is line 2 of a file. */
function eventOf(...lines: string[]): FileEvent {
  return onlineRetail.toEvent(lines.map((line, index) => ({ line: index + 2, cells: line.split(',') })))
}

describe('an invoice', () => {
  test('is one order with its lines, customer, country and total', () => {
    const event = eventOf(
      '536365,85123A,WHITE HANGING HEART T-LIGHT HOLDER,6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom',
      '536365,71053,WHITE METAL LANTERN,6,2010-12-01 08:26:00,3.39,17850.0,United Kingdom',
    )
    expect(event).toEqual({
      line: 2,
      at: Date.parse('2010-12-01T08:26:00Z'),
      event: {
        id: 'invoice-536365',
        type: 'order.placed',
        subject: 'order/536365',
        data: {
          orderId: '536365',
          customerId: '17850',
          country: 'United Kingdom',
          currency: 'GBP',
          totalMinor: 3564,
          lines: [
            { sku: '85123A', description: 'WHITE HANGING HEART T-LIGHT HOLDER', quantity: 6, unitPriceMinor: 255 },
            { sku: '71053', description: 'WHITE METAL LANTERN', quantity: 6, unitPriceMinor: 339 },
          ],
        },
      },
    })
  })

  test('of number C is a cancellation, with what was cancelled as positive amounts', () => {
    const { event } = eventOf('C536379,D,Discount,-2,2010-12-01 09:41:00,27.50,14527.0,United Kingdom')
    expect(event).toMatchObject({
      id: 'invoice-C536379',
      type: 'order.cancelled',
      data: { totalMinor: 5500, lines: [{ quantity: 2, unitPriceMinor: 2750 }] },
    })
  })

  test('keeps equal lines: they are honest twins', () => {
    const twin = '536409,21866,UNION JACK FLAG LUGGAGE TAG,1,2010-12-01 11:45:00,1.25,17908.0,United Kingdom'
    expect(eventOf(twin, twin).event.data).toMatchObject({ totalMinor: 250, lines: [{ quantity: 1 }, { quantity: 1 }] })
  })

  test('without customer or description has no such member', () => {
    const { event } = eventOf('536414,22139,,56,2010-12-01 11:52:00,0.0,,United Kingdom')
    expect(event.data).not.toHaveProperty('customerId')
    expect(event.data).toMatchObject({ totalMinor: 0, lines: [{ sku: '22139', quantity: 56, unitPriceMinor: 0 }] })
  })

  test('that adjusts bad debt is marked, and keeps its negative total', () => {
    const { event } = eventOf('A563186,B,Adjust bad debt,1,2011-08-12 14:51:00,-11062.06,,United Kingdom')
    expect(event).toMatchObject({ type: 'order.placed', data: { adjustment: true, totalMinor: -1_106_206 } })
  })

  test('happened at its earliest line when it straddles a minute', () => {
    const { at } = eventOf(
      '542806,A,B,1,2011-02-01 11:20:00,1.00,,United Kingdom',
      '542806,A,B,1,2011-02-01 11:19:00,1.00,,United Kingdom',
    )
    expect(at).toBe(Date.parse('2011-02-01T11:19:00Z'))
  })

  test('has an exact unit price below a penny', () => {
    const { event } = eventOf(
      '561226,PADS,PADS TO MATCH ALL CUSHIONS,1,2011-07-26 10:13:00,0.001,15618.0,United Kingdom',
    )
    expect(event.data).toMatchObject({ totalMinor: 0, lines: [{ unitPriceMinor: 0.1 }] })
  })
})

test.each([
  ['Quantity', '1,A,B,six,2010-12-01 08:26:00,2.55,,UK'],
  ['UnitPrice', '1,A,B,6,2010-12-01 08:26:00,free,,UK'],
  ['InvoiceDate', '1,A,B,6,01/12/2010 08:26,2.55,,UK'],
  ['InvoiceNo', 'one,A,B,6,2010-12-01 08:26:00,2.55,,UK'],
])('a wrong %s is refused with its line', (column, line) => {
  expect(() => eventOf(line)).toThrow(ReplayError)
  expect(() => eventOf(line)).toThrow(new RegExp(`^line 2: ${column} must be`))
})
