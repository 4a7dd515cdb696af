import { NextIntlClientProvider } from 'next-intl'
import { renderToString } from 'react-dom/server'
import { expect, test } from 'vitest'
import en from '../../messages/en.json' with { type: 'json' }
import { placeRow } from './fixtures.ts'
import { PlaceTableRow } from './place-table-row.tsx'

function cellOnHand(coming: number): string {
  const html = renderToString(
    <NextIntlClientProvider locale="en" messages={en} timeZone="Europe/Paris">
      <table>
        <tbody>
          <PlaceTableRow
            place={placeRow({ place: 'brest', onHand: 7, coming })}
            now={0}
            grey={false}
            isCurrent={false}
          />
        </tbody>
      </table>
    </NextIntlClientProvider>,
  )
  return /<td.*?<\/td>/.exec(html)?.[0] ?? ''
}

test('what is on its way stands under what is on hand, for where its own column has no room', () => {
  expect(cellOnHand(20)).toMatch(/>7<.*20 coming/)
  expect(cellOnHand(0)).not.toContain('coming')
})
