import type { Page } from '@playwright/test'
import { expect } from '@playwright/test'
import type { RunOnly } from 'axe-core'
import axe from 'axe-core'

type Axe = Pick<typeof axe, 'getRules' | 'run'>

export const devices = {
  desktop: { width: 1440, height: 900 },
  tablet: { width: 1024, height: 768 },
  phone: { width: 390, height: 844 },
} as const
export type Device = keyof typeof devices

const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

interface Looking {
  /** Only the rules that look at colours. */
  onlyColors?: boolean
}

/** What axe finds on the page as it stands: a rule, where it is broken, and how. */
export async function violationsOf(page: Page, { onlyColors = false }: Looking = {}): Promise<string[]> {
  // The title comes with the rest of the page's head, after what is shown first.
  await expect(page).toHaveTitle(/\S/)
  // A page that is looked at several times loads axe once: that takes as long as looking.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source)
  const violations = await page.evaluate(
    async ({ tags, onlyColors }) => {
      const { axe } = globalThis as unknown as { axe: Axe }
      const ofColors = axe.getRules(['cat.color']).filter((rule) => rule.tags.some((tag) => tags.includes(tag)))
      const runOnly: RunOnly = onlyColors
        ? { type: 'rule', values: ofColors.map(({ ruleId }) => ruleId) }
        : { type: 'tag', values: tags }
      return (await axe.run(document, { runOnly, resultTypes: ['violations'], preload: false })).violations
    },
    { tags: standards, onlyColors },
  )
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(' ')}: ${node.failureSummary ?? ''}`),
  )
}

/**
 * In both themes, which differ in nothing but colours, at these widths; without motion, so that no colour is caught half-way.
 * At each width nothing may lie over the edge. The page is left at the last of them.
 */
export async function expectAccessible(page: Page, at: readonly Device[] = ['phone', 'desktop']): Promise<void> {
  for (const device of at) {
    await page.setViewportSize(devices[device])
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      const violations = await violationsOf(page, { onlyColors: colorScheme === 'dark' })
      expect(violations, `${device}, ${colorScheme}`).toEqual([])
    }
    expect(await overflowOf(page), `${device}: pixels over the edge`).toBeLessThanOrEqual(0)
  }
}

function overflowOf(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
}
