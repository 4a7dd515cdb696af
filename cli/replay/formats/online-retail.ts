import { decodeLocalTime } from '../local-time.ts'
import type { Decimal } from '../money.ts'
import { amountMinor, decodeDecimal, toMinor } from '../money.ts'
import { ReplayError } from '../replay-error.ts'
import type { Cells, FileEvent, Row, TableFormat } from './format.ts'

/*
 * UCI Online Retail (dataset 352): the order lines of a British gift wholesaler, one line of the file per line of an
 * invoice, times in UK local time to the minute, prices in pounds.
 *
 *   - An invoice is one event, `order.placed`, or `order.cancelled` when its number begins with C. The file does not say
 *     which order a C invoice cancels, so its own number is the order's.
 *   - Amounts of a cancellation are what was cancelled: the file's −2 pieces become quantity 2 and the total is
 *     positive, so that net revenue is placed − cancelled for this source as for any other.
 *   - Other prefixes are corrections booked as invoices (A563185, "Adjust bad debt"): `order.placed` with
 *     `adjustment: true`, and a total that may be negative. Invoices with negative quantities and no price are
 *     write-offs of stock; they too are kept, with the total 0 that the file gives them.
 *   - `totalMinor` is the sum of the lines, each rounded to a penny; `unitPriceMinor` is exact, so 0.001 pounds is 0.1.
 *   - Equal lines of an invoice are honest twins: both count.
 *   - The lines of an invoice may straddle a minute; the invoice happened at its earliest one.
 */

const timeZone = 'Europe/London'

interface Line {
  sku: string
  description: string
  quantity: bigint
  price: Decimal
}

function required<Value>(value: Value | undefined, { line, what }: { line: number; what: string }): Value {
  if (value === undefined) throw new ReplayError(`line ${line}: ${what}`)
  return value
}

function readLine({ line, cells }: Row): Line {
  const [, sku = '', description = '', quantity = '', , price = ''] = cells
  return {
    sku,
    description,
    quantity: required(/^-?\d{1,12}$/.test(quantity) ? BigInt(quantity) : undefined, {
      line,
      what: `Quantity must be a whole number, not "${quantity}"`,
    }),
    price: required(decodeDecimal(price), { line, what: `UnitPrice must be a decimal number, not "${price}"` }),
  }
}

/** Nearly all invoices have one time on all their lines: each distinct text is converted once. */
function earliestOf(rows: readonly Row[]): number {
  const lineOf = new Map(rows.toReversed().map(({ line, cells }) => [cells[4] ?? '', line]))
  const times = [...lineOf].map(([text, line]) =>
    required(decodeLocalTime({ text, timeZone }), {
      line,
      what: `InvoiceDate must be a date and time such as 2010-12-01 08:26:00, not "${text}"`,
    }),
  )
  return Math.min(...times)
}

/** The file's customer numbers went through a spreadsheet: `17850.0`. */
function customerIdOf(text: string): string {
  return text.replace(/\.0$/, '')
}

function keyOf(cells: Cells): string {
  return cells[0] ?? ''
}

function toEvent(rows: readonly Row[]): FileEvent {
  const [first] = rows
  if (first === undefined) throw new Error('an invoice has at least one line')
  const [invoice = '', , , , , , customer = '', country = ''] = first.cells
  if (!/^[A-Z]?\d{1,12}$/.test(invoice)) {
    throw new ReplayError(`line ${first.line}: InvoiceNo must be a number, or a letter and a number, not "${invoice}"`)
  }
  const lines = rows.map(readLine)
  const cancelled = invoice.startsWith('C')
  const sign = cancelled ? -1n : 1n
  const total = lines.reduce((sum, { price, quantity }) => sum + amountMinor(price, sign * quantity), 0n)
  return {
    line: first.line,
    at: earliestOf(rows),
    event: {
      id: `invoice-${invoice}`,
      type: cancelled ? 'order.cancelled' : 'order.placed',
      subject: `order/${invoice}`,
      data: {
        orderId: invoice,
        ...(customer !== '' && { customerId: customerIdOf(customer) }),
        country,
        currency: 'GBP',
        totalMinor: Number(total),
        ...(/^[ABD-Z]/.test(invoice) && { adjustment: true }),
        lines: lines.map(({ sku, description, quantity, price }) => ({
          sku,
          ...(description !== '' && { description }),
          quantity: Number(sign * quantity),
          unitPriceMinor: toMinor(price),
        })),
      },
    },
  }
}

export const onlineRetail: TableFormat = {
  name: 'online-retail',
  columns: ['InvoiceNo', 'StockCode', 'Description', 'Quantity', 'InvoiceDate', 'UnitPrice', 'CustomerID', 'Country'],
  unit: 'invoice',
  keyOf,
  toEvent,
}
