import { once } from 'node:events'
import type { IncomingHttpHeaders, Server } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A server on loopback that has one calendar, as a calendar of the world does. */
export class CalendarServer {
  text = ''
  etag: string | null = null
  /** Instead of the calendar. */
  status = 200
  /** Where it has moved to. */
  location: string | null = null
  readonly asked: IncomingHttpHeaders[] = []
  readonly #server: Server

  private constructor(server: Server) {
    this.#server = server
  }

  static async open(): Promise<CalendarServer> {
    const server = createServer((request, response) => {
      calendar.asked.push(request.headers)
      const isKnown = calendar.etag !== null && request.headers['if-none-match'] === calendar.etag
      response.statusCode = isKnown ? 304 : calendar.status
      if (calendar.etag !== null) response.setHeader('etag', calendar.etag)
      if (calendar.location !== null) response.setHeader('location', calendar.location)
      response.end(isKnown ? undefined : calendar.text)
    })
    const calendar = new CalendarServer(server)
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return calendar
  }

  /** As `VIGIE_FEED_HOSTS` names it. */
  get host(): string {
    // It listens on TCP.
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  get url(): string {
    return `http://${this.host}/calendar.ics`
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }
}

/** @param entries lines of each VEVENT. */
export function calendarText(...entries: (readonly string[])[]): string {
  const events = entries.map((lines) => ['BEGIN:VEVENT', ...lines, 'END:VEVENT'].join('\r\n'))
  return ['BEGIN:VCALENDAR', 'VERSION:2.0', ...events, 'END:VCALENDAR', ''].join('\r\n')
}
