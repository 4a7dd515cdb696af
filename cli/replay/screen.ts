import type { ProgressOptions } from './report.ts'
import { describeProgress, drawProgress } from './report.ts'
import type { Tally } from './tally.ts'

const drawEveryMs = 100
const sayEveryMs = 5000

/** Where progress goes: the part of process.stderr that it needs. */
export interface Output {
  isTTY?: boolean
  columns?: number
  write(text: string): unknown
}

/** Shows progress until it is closed: a bar that redraws itself on a terminal, a line every few seconds elsewhere. */
export class ProgressScreen {
  readonly #out: Output
  readonly #tally: Tally
  readonly #options: Omit<ProgressOptions, 'now'>
  readonly #timer: NodeJS.Timeout

  constructor(out: Output, tally: Tally, options: Omit<ProgressOptions, 'now'>) {
    this.#out = out
    this.#tally = tally
    this.#options = options
    this.#timer = setInterval(() => this.#show(), out.isTTY ? drawEveryMs : sayEveryMs)
  }

  /** Puts a line above the bar. */
  say(line: string): void {
    this.#out.write(this.#out.isTTY ? `\r\u001b[K${line}\n` : `${line}\n`)
    if (this.#out.isTTY) this.#show()
  }

  close(): void {
    clearInterval(this.#timer)
    if (!this.#out.isTTY) return
    this.#show()
    this.#out.write('\n')
  }

  #show(): void {
    const options = { ...this.#options, now: performance.now() }
    this.#out.write(
      this.#out.isTTY
        ? `\r\u001b[K${drawProgress(this.#tally, { ...options, columns: this.#out.columns || 80 })}`
        : `${describeProgress(this.#tally, options)}\n`,
    )
  }
}
