import { NextIntlClientProvider } from 'next-intl'
import { renderToString } from 'react-dom/server'
import { expect, test } from 'vitest'
import en from '../../messages/en.json' with { type: 'json' }
import { TransferPane } from './transfer-pane.tsx'

const { transfers: words } = en.stock

function render(pane: React.ReactNode): string {
  return renderToString(
    <NextIntlClientProvider locale="en" messages={en} timeZone="Europe/Paris">
      {pane}
    </NextIntlClientProvider>,
  )
}

test('where nobody needs any it says so, and where somebody does only that none is proposed', () => {
  const pane = (isNeeded: boolean) => render(<TransferPane transfers={[]} isNeeded={isNeeded} now={0} grey={false} />)
  expect(pane(true)).toContain(words.none)
  expect(pane(false)).toContain(words.notNeeded)
})
