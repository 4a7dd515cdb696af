import { NextIntlClientProvider } from 'next-intl'
import { renderToString } from 'react-dom/server'
import { expect, test } from 'vitest'
import en from '../../messages/en.json' with { type: 'json' }
import type { StockPlaceRow } from '#contract/views/stock.ts'
import { placeRow } from './fixtures.ts'
import { PlaceTableRow } from './place-table-row.tsx'

function render(place: Partial<StockPlaceRow>, grey = false): string {
  return renderToString(
    <NextIntlClientProvider locale="en" messages={en} timeZone="Europe/Paris">
      <table>
        <tbody>
          <PlaceTableRow place={placeRow({ place: 'brest', ...place })} now={1} grey={grey} isCurrent={false} />
        </tbody>
      </table>
    </NextIntlClientProvider>,
  )
}

function cellOnHand(coming: number): string {
  return /<td.*?<\/td>/.exec(render({ onHand: 7, coming }))?.[0] ?? ''
}

test('what is on its way stands under what is on hand, for where its own column has no room', () => {
  expect(cellOnHand(20)).toMatch(/>7<.*20 coming/)
  expect(cellOnHand(0)).not.toContain('coming')
})

test('what may no longer be true has no colour: neither what is out nor a delivery that is late', () => {
  const late = { state: 'out', onHand: 0, nextDelivery: { units: 12, at: 0 } } as const
  expect(render(late)).toMatch(/text-bad.*text-warn/)
  expect(render(late, true)).not.toMatch(/text-bad|text-warn/)
})
