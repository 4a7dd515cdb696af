import type { Page, Route } from '@playwright/test'

/** As `page.route`, for pages that are yet to come: where one is there already, a request right after it might not be caught. */
export async function routeAhead(page: Page, url: string, handle: (route: Route) => Promise<void>): Promise<void> {
  await page.route(url, handle)
}
