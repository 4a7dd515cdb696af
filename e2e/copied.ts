import type { Locator } from '@playwright/test'
import { words } from './wall.ts'

/** A button that copies says so for two seconds, which a test on a busy machine may look away for: the page waits for it itself. */
export async function expectSaysCopied(button: Locator, press: () => Promise<void>): Promise<void> {
  const element = await button.evaluateHandle((found) => found)
  const said = element.evaluate(whenSaid, words.en.copy.copied)
  await press()
  await said
}

/** Runs in the page; it can use nothing from outside itself. */
function whenSaid(button: Element, copied: string): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (button.textContent === copied) resolve()
    }
    new MutationObserver(look).observe(button, { subtree: true, childList: true, characterData: true })
    look()
  })
}
