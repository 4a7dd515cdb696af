import { availableParallelism, loadavg } from 'node:os'
import type { Locator, Page } from '@playwright/test'
import { expect } from '@playwright/test'
import { silenceLimitMs } from '../contract/live-timing.ts'

/*
 * What is promised within a time is held against when the page itself came to it: how often a test looks, and how late its
 * process gets to it on a busy machine, is none of that time. Where more processes want the cores than there are cores, each of
 * them takes so many times longer, Vigie's too, and is given so many times longer.
 */

/** Long after any promise. */
const givenUpMs = 60_000

/** How many processes wanted each core in the last minute, 1 at the least. */
export function crowding(): number {
  const [running = 0] = loadavg()
  return Math.max(1, running / availableParallelism())
}

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
  expect(saidAt - doneAt, `ms until the page says ${says.join(', ')}`).toBeLessThanOrEqual(withinMs * crowding())
}

/**
 * As `expectSaidWithin`, of a number that may no longer be true (see `expectGrey`) once nothing is heard any more. Waiting for the
 * server's clock takes no longer on a crowded machine; only what is more than that may.
 */
export async function expectGreyWithin(withinMs: number, group: Locator, silence: () => void): Promise<void> {
  const grey = group.evaluate(whenGrey, { givenUpMs })
  silence()
  const silentAt = Date.now()
  const limitMs = silenceLimitMs + (withinMs - silenceLimitMs) * crowding()
  expect((await grey) - silentAt, 'ms until the number is grey').toBeLessThanOrEqual(limitMs)
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
