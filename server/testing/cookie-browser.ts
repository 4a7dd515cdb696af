/** What a browser does of HTTP: it keeps cookies, and goes where it is led. */
export class CookieBrowser {
  readonly #cookies = new Map<string, string>()
  /** Public origins, and where they are served in truth. */
  readonly #served: ReadonlyMap<string, string>

  constructor(served: Readonly<Record<string, string>>) {
    this.#served = new Map(Object.entries(served))
  }

  get cookie(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  forget(name: string): void {
    this.#cookies.delete(name)
  }

  async fetch(url: string, init: RequestInit = {}): Promise<Response> {
    const { origin } = new URL(url)
    const headers = new Headers(init.headers)
    headers.set('cookie', this.cookie)
    const at = (this.#served.get(origin) ?? origin) + url.slice(origin.length)
    const response = await fetch(at, { ...init, headers, redirect: 'manual' })
    for (const line of response.headers.getSetCookie()) this.#keep(line)
    return response
  }

  /** Follows redirects for as long as `until` does not hold. @returns the answer at the end, and its address. */
  async follow(
    url: string,
    { init, until = () => false }: { init?: RequestInit; until?: (url: string) => boolean } = {},
  ): Promise<{ url: string; response: Response }> {
    const response = await this.fetch(url, init)
    const location = response.headers.get('location')
    if (location === null) return { url, response }
    const next = new URL(location, url).href
    return until(next) ? { url: next, response } : this.follow(next, { until })
  }

  #keep(line: string): void {
    const [pair = '', ...attributes] = line.split(';').map((part) => part.trim())
    const equals = pair.indexOf('=')
    const name = pair.slice(0, equals)
    const value = pair.slice(equals + 1)
    const isOver = value === '' || attributes.some((each) => /^max-age=0$/i.test(each))
    if (isOver) this.#cookies.delete(name)
    else this.#cookies.set(name, value)
  }
}
