import type { Page } from '@playwright/test'

/**
 * Collects what a person would find in the browser's console: errors logged, exceptions, requests that failed or were
 * answered with an error. Requests that a navigation abandoned are nobody's trouble.
 */
export class Troubles {
  readonly #found: string[] = []
  readonly #expected: RegExp[] = []

  watch(page: Page): void {
    page.on('console', (message) => {
      if (message.type() === 'error') this.#found.push(`console: ${message.text()} (${message.location().url})`)
    })
    page.on('pageerror', (error) => {
      this.#found.push(`exception: ${error.stack ?? error.message}`)
    })
    page.on('requestfailed', (request) => {
      const reason = request.failure()?.errorText ?? 'unknown'
      if (reason !== 'net::ERR_ABORTED') this.#found.push(`request: ${request.url()} failed: ${reason}`)
    })
    page.on('response', (response) => {
      if (response.status() >= 500) this.#found.push(`response: ${response.url()} was answered ${response.status()}`)
    })
  }

  /** From now on and until now, what matches is part of the test. */
  expect(...patterns: RegExp[]): void {
    this.#expected.push(...patterns)
  }

  unexpected(): string[] {
    return this.#found.filter((trouble) => !this.#expected.some((pattern) => pattern.test(trouble)))
  }
}

/** What the browser itself logs when the line to the event server is lost or the server is gone. */
export const lostLine: readonly RegExp[] = [
  /WebSocket connection to 'ws:\/\/[^']*\/live\/?\?[^']*' failed/,
  /^console: Failed to load resource: .*\/(?:v1|live)/,
  /^request: .*\/(?:v1|live)/,
  /^response: .*\/(?:v1|live)/,
]
