import type { Locator, Page } from '@playwright/test'
import { expect } from '@playwright/test'
import en from '../messages/en.json' with { type: 'json' }
import fr from '../messages/fr.json' with { type: 'json' }

/** The words of the screens, from the catalogues that they show. */
export const words = { en, fr }

/** The wall as a person finds it: by role and label. */
export interface Wall {
  page: Page
  received: Locator
  stored: Locator
  inFlight: Locator
  sendButton: Locator
  connection: Locator
  /** Latest events, newest first. */
  events: Locator
  sources: Locator
}

export function wallOf(page: Page, { wall, try: tryWords }: typeof en = en): Wall {
  const group = (name: string): Locator => page.getByRole('group', { name, exact: true })
  return {
    page,
    received: group(wall.receivedToday),
    stored: group(wall.stored),
    inFlight: group(wall.inFlight),
    sendButton: page.getByRole('button', { name: tryWords.send }),
    connection: page.getByRole('banner').getByRole('status'),
    events: page.getByRole('region', { name: wall.latest.title }).getByRole('listitem'),
    sources: page.getByRole('table', { name: wall.sources.caption }),
  }
}

export async function openWall(page: Page, path = '/'): Promise<Wall> {
  await page.goto(path)
  return wallOf(page)
}

/** Until then a page may show what the server painted, and what happens to the line does not reach it. */
export async function expectLive(page: Page): Promise<void> {
  await expect(page.getByRole('banner').getByRole('status')).toHaveText(words.en.connection.live)
}

/** The number in a group, as a screen reader says it; NaN while it is not there. */
export async function numberIn(group: Locator): Promise<number> {
  if ((await group.count()) !== 1) return Number.NaN
  const said = await group.ariaSnapshot()
  const digits = said.slice(said.lastIndexOf('":') + 2).replaceAll(/[^\d]/g, '')
  return digits === '' ? Number.NaN : Number(digits)
}

export async function expectNumber(group: Locator, value: number): Promise<void> {
  await expect.poll(() => numberIn(group), { intervals: [50] }).toBe(value)
}

/** A number that may no longer be true is grey, and says so to whoever cannot see grey. */
export async function expectGrey(group: Locator, grey: boolean): Promise<void> {
  await expect(group).toHaveAttribute('data-grey', String(grey))
}

/** @returns a check that the page has not been loaded anew since. */
export async function watchReloads(page: Page): Promise<() => Promise<void>> {
  const before = await page.evaluate(() => performance.timeOrigin)
  return async () => {
    expect(await page.evaluate(() => performance.timeOrigin)).toBe(before)
  }
}
