import type { Page } from '@playwright/test'

/**
 * Has the page wait, wherever it goes, until React has taken over every control of what the server painted: before, a click reaches
 * nobody. People take longer to find the control than React does; tests do not.
 *
 * @returns the page.
 */
export function hydrated(page: Page): Page {
  const waiting =
    <Words extends unknown[], Answer>(go: (...words: Words) => Promise<Answer>) =>
    async (...words: Words): Promise<Answer> => {
      const answer = await go(...words)
      await untilHydrated(page)
      return answer
    }
  page.goto = waiting(page.goto.bind(page))
  page.reload = waiting(page.reload.bind(page))
  return page
}

export async function untilHydrated(page: Page): Promise<void> {
  await page.evaluate(becomesHydrated)
}

/**
 * Runs in the page. One that Next has not made has nothing to wait for. Asked of the page itself rather than by
 * `waitForFunction`, which first gives every page loaded Playwright's own half a megabyte of script.
 */
function becomesHydrated(): Promise<void> {
  const isHydrated = (): boolean => {
    if (!('__next_f' in globalThis)) return true
    const controls = document.querySelectorAll('button, input, select, textarea, form')
    return [...controls].every((control) => Object.keys(control).some((key) => key.startsWith('__reactProps$')))
  }
  return new Promise((resolve) => {
    const look = (): void => {
      if (isHydrated()) resolve()
      else requestAnimationFrame(look)
    }
    look()
  })
}
