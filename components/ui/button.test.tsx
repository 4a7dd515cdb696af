import { readdirSync, readFileSync } from 'node:fs'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { Button } from './button.tsx'

test('a button whose request is under way keeps the focus: it is not disabled, and takes no press', () => {
  const button = renderToStaticMarkup(<Button isBusy>Save</Button>)
  expect(button).toContain('aria-disabled="true"')
  expect(button).not.toMatch(/ disabled=/)
  expect(renderToStaticMarkup(<Button>Save</Button>)).not.toContain('aria-disabled')
})

test.each(['sources', 'quarantine'])('no button of %s is disabled while it is busy', (folder) => {
  const at = new URL(`../${folder}/`, import.meta.url)
  const screens = readdirSync(at).filter((name) => name.endsWith('.tsx'))
  const disabled = screens.filter((name) =>
    /\sdisabled=\{[^}]*(?:pending|phase)/i.test(readFileSync(new URL(name, at), 'utf8')),
  )
  expect(disabled).toEqual([])
})
