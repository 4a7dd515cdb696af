import type { Locator, Page } from '@playwright/test'
import { expect } from '@playwright/test'

/*
 * What is promised within a time is held against when the page itself came to it: how often a test looks, and how late its
 * process gets to it on a busy machine, is none of that time.
 */

/** Long after any promise. */
const givenUpMs = 60_000

interface Promised {
  page: Page
  /** All of them, in what is not the frame of every page. */
  says: readonly (string | RegExp)[]
  withinMs: number
}

/** @param act the time counts from its end. */
export async function expectSaidWithin({ page, says, withinMs }: Promised, act: () => Promise<unknown>): Promise<void> {
  const said = page.evaluate(whenSaid, { says, givenUpMs })
  const [saidAt, doneAt] = await Promise.all([said, act().then(() => Date.now())])
  expect(saidAt - doneAt, `ms until the page says ${says.join(', ')}`).toBeLessThanOrEqual(withinMs)
}

/**
 * As `expectSaidWithin`, of a number that may no longer be true (see `expectGrey`) once nothing is heard any more.
 */
export async function expectGreyWithin(withinMs: number, group: Locator, silence: () => void): Promise<void> {
  const grey = group.evaluate(whenGrey, { givenUpMs })
  silence()
  const silentAt = Date.now()
  expect((await grey) - silentAt, 'ms until the number is grey').toBeLessThanOrEqual(withinMs)
}

/** Runs in the page; it can use nothing from outside itself. */
function whenSaid({ says, givenUpMs }: Omit<Promised, 'page' | 'withinMs'> & { givenUpMs: number }): Promise<number> {
  return new Promise((resolve) => {
    const look = (): void => {
      const shown = document.querySelector('main')?.textContent ?? ''
      const isSaid = says.every((each) => (typeof each === 'string' ? shown.includes(each) : each.test(shown)))
      if (isSaid) resolve(Date.now())
    }
    new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true })
    setTimeout(() => resolve(Number.POSITIVE_INFINITY), givenUpMs)
    look()
  })
}

/** Runs in the page. */
function whenGrey(group: Element, { givenUpMs }: { givenUpMs: number }): Promise<number> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (group.getAttribute('data-grey') === 'true') resolve(Date.now())
    }
    new MutationObserver(look).observe(group, { attributes: true })
    setTimeout(() => resolve(Number.POSITIVE_INFINITY), givenUpMs)
    look()
  })
}
