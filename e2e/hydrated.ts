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
  const waits = await page.evaluate(becomesHydrated, longestMs)
  if (waits !== null) throw new Error(`React has not taken over after ${longestMs} ms: ${waits}`)
}

const longestMs = 60_000

/**
 * Runs in the page. One that Next has not made has nothing to wait for. Asked of the page itself rather than by
 * `waitForFunction`, which first gives every page loaded Playwright's own half a megabyte of script.
 *
 * @returns a control that React has not taken over in time; null when it has them all.
 */
function becomesHydrated(limitMs: number): Promise<string | null> {
  const waiting = (): Element | undefined => {
    if (!('__next_f' in globalThis)) return undefined
    const controls = document.querySelectorAll('button, input, select, textarea, form')
    return [...controls].find((control) => !Object.keys(control).some((key) => key.startsWith('__reactProps$')))
  }
  const endsAt = performance.now() + limitMs
  return new Promise((resolve) => {
    const look = (): void => {
      const control = waiting()
      if (!control) resolve(null)
      else if (performance.now() > endsAt) resolve(control.outerHTML.slice(0, 200))
      else requestAnimationFrame(look)
    }
    look()
  })
}
