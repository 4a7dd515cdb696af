import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect } from '@playwright/test'

const schemes = ['light', 'dark'] as const

export const devices = {
  desktop: { width: 1440, height: 900 },
  tablet: { width: 1024, height: 768 },
  phone: { width: 390, height: 844 },
} as const
export type Device = keyof typeof devices

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** What axe finds on the page as it stands: a rule, where it is broken, and how. */
export async function violationsOf(page: Page): Promise<string[]> {
  // The title comes with the rest of the page's head, after what is shown first.
  await expect(page).toHaveTitle(/\S/)
  const { violations } = await new AxeBuilder({ page })
    .withTags(rules)
    .options({ resultTypes: ['violations'], preload: false })
    // Its other way is for frames of other origins, which no page of ours has, and takes three times as long.
    .setLegacyMode(true)
    .analyze()
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(' ')}: ${node.failureSummary ?? ''}`),
  )
}

/**
 * In both themes, at these widths; without motion, so that no colour is caught half-way. At each width nothing may lie over
 * the edge. The page is left at the last of them.
 */
export async function expectAccessible(page: Page, at: readonly Device[] = ['phone', 'desktop']): Promise<void> {
  for (const device of at) {
    await page.setViewportSize(devices[device])
    for (const colorScheme of schemes) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      expect(await violationsOf(page), `${device}, ${colorScheme}`).toEqual([])
    }
    expect(await overflowOf(page), `${device}: pixels over the edge`).toBeLessThanOrEqual(0)
  }
}

function overflowOf(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
}
