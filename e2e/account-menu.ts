import type { Locator, Page } from '@playwright/test'
import { words } from './wall.ts'

/** Opens the menu of whoever looks. */
export async function openAccountMenu(page: Page): Promise<Locator> {
  await page.getByRole('banner').getByRole('button', { name: words.en.shell.accountMenu }).click()
  return page.getByRole('dialog', { name: words.en.shell.accountMenu })
}
