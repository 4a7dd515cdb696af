import type { Page, Route } from '@playwright/test'

/** As `page.route`, for pages that are yet to come: where one is there already, a request right after it might not be caught. */
export async function routeAhead(
  page: Page,
  url: string | RegExp,
  handle: (route: Route) => Promise<void>,
): Promise<void> {
  await page.route(url, handle)
}

/** What a test does to some requests, from when it wants to. */
export interface Hindrance {
  /** They go nowhere until they are let through. */
  hold(): void
  /** They fail until they are let through. */
  cut(): void
  letThrough(): void
}

/** Of pages that are yet to come, as `routeAhead`. @param onRequest is told of each that is held or fails. */
export async function hindranceAhead(
  page: Page,
  url: string | RegExp,
  onRequest: (url: string) => void = () => undefined,
): Promise<Hindrance> {
  let state: 'open' | 'held' | 'cut' = 'open'
  let released = Promise.withResolvers<void>()
  await routeAhead(page, url, async (route) => {
    if (state !== 'open') onRequest(route.request().url())
    if (state === 'cut') return route.abort()
    if (state === 'held') await released.promise
    return route.continue()
  })
  return {
    hold: () => {
      state = 'held'
      released = Promise.withResolvers<void>()
    },
    cut: () => void (state = 'cut'),
    letThrough: () => {
      state = 'open'
      released.resolve()
    },
  }
}
