import { NextIntlClientProvider } from 'next-intl'
import { renderToString } from 'react-dom/server'
import { expect, test } from 'vitest'
import en from '../../messages/en.json' with { type: 'json' }
import { transferRow } from './fixtures.ts'
import { TransferPane } from './transfer-pane.tsx'

const { transfers: words } = en.stock

function render(pane: React.ReactNode): string {
  return renderToString(
    <NextIntlClientProvider locale="en" messages={en} timeZone="Europe/Paris">
      {pane}
    </NextIntlClientProvider>,
  )
}

test('what may no longer be true is nowhere green: neither a proposal nor what they come to', () => {
  const transfers = [transferRow({ id: 'a' }), transferRow({ id: 'b', to: 'brest', toName: 'Brest' })]
  const pane = (grey: boolean) => render(<TransferPane transfers={transfers} isNeeded now={0} grey={grey} />)
  expect(pane(false).split('text-good')).toHaveLength(1 + 3)
  expect(pane(true).includes('text-good')).toBe(false)
})

test('where nobody needs any it says so, and where somebody does only that none is proposed', () => {
  const pane = (isNeeded: boolean) => render(<TransferPane transfers={[]} isNeeded={isNeeded} now={0} grey={false} />)
  expect(pane(true)).toContain(words.none)
  expect(pane(false)).toContain(words.notNeeded)
})
