import { NextIntlClientProvider } from 'next-intl'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import en from '../../messages/en.json' with { type: 'json' }
import { CustomerMenu } from './customer-menu.tsx'

test('the menu is the browser’s own popover, which Escape and a press elsewhere close', () => {
  const shown = renderToStaticMarkup(
    <NextIntlClientProvider locale="en" messages={en} timeZone="Europe/Paris">
      <CustomerMenu id="c-1" name="Gwenn" />
    </NextIntlClientProvider>,
  )
  const [, target] = /popoverTarget="([^"]+)"/i.exec(shown) ?? []
  expect(target).toBeDefined()
  expect(shown).toContain(`id="${target}" popover="auto"`)
})
